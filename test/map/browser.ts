import { existsSync } from 'node:fs';
import { Browser, chromium } from 'playwright-core';

/** Debian's Chromium, or another one that is there. Root has no sandbox, as in a container. */
export const openBrowser = (): Promise<Browser> => chromium.launch({
  executablePath: process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file)),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
