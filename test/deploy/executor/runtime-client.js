// Runs a handler for as long as the Lambda Runtime API has work: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const http = require('node:http');
const path = require('node:path');

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_FUNCTION_VERSION: functionVersion } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, at, body = '') {
  return new Promise((resolve, reject) => {
    const request = http.request(`http://${api}/2018-06-01/runtime${at}`, { method, agent, headers: { 'Content-Length': Buffer.byteLength(body) } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const told = (error) => JSON.stringify({ errorType: error?.name ?? 'Error', errorMessage: error?.message ?? String(error), trace: String(error?.stack ?? '').split('\n') });

async function load(name) {
  const dot = name.lastIndexOf('.');
  const handler = require(path.join(root, name.slice(0, dot)))[name.slice(dot + 1)];
  if (!handler) throw Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  return handler;
}

async function main() {
  let handler;
  try {
    handler = await load(process.argv[2]);
  } catch (error) {
    await call('POST', '/init/error', told(error));
    process.exit(1);
  }
  for (;;) {
    const next = await call('GET', '/invocation/next');
    if (next.status !== 200) process.exit(0);
    const id = next.headers['lambda-runtime-aws-request-id'];
    const deadline = Number(next.headers['lambda-runtime-deadline-ms']);
    const context = { awsRequestId: id, functionName, functionVersion, invokedFunctionArn: next.headers['lambda-runtime-invoked-function-arn'], getRemainingTimeInMillis: () => deadline - Date.now() };
    console.log(`START RequestId: ${id} Version: ${functionVersion}`);
    let answer;
    try {
      answer = ['response', JSON.stringify(await handler(JSON.parse(next.text), context) ?? null)];
    } catch (error) {
      console.error(`${id}\tERROR\t${error?.stack ?? error}`);
      answer = ['error', told(error)];
    }
    console.log(`END RequestId: ${id}`);
    await call('POST', `/invocation/${id}/${answer[0]}`, answer[1]);
  }
}

main();
