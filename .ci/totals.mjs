// Adds up what jest counted, at the lowest and at the newest CDK in the browser, deployed, in other languages, in a new app and by a contributor, as one plain line: `12 passed, 0 failed`.
//   node .ci/totals.mjs STATUS     where STATUS is the exit status so far
import { existsSync, readFileSync } from 'node:fs';

const reports = ['.jest-floor.json', '.jest-newest.json', '.jest-browser.json', '.jest-deploy.json', '.jest-languages.json', '.jest-newcomer.json', '.jest-scaffold.json'].filter(existsSync).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
// A suite that could not start has no tests to count, yet it failed.
const failed = sum((report) => report.numFailedTests + report.numRuntimeErrorTestSuites);

// When something other than a test failed, `0 failed` would be read as success.
if (reports.length > 0 && (process.argv[2] === '0' || failed > 0)) console.log(`${passed} passed, ${failed} failed`);
