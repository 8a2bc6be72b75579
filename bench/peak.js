// Tells the driver the most memory, in KiB, that the process has had.
'use strict';
process.on('exit', () => {
  try {
    require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS));
  } catch {
    // Nobody listens.
  }
});
