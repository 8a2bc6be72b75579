// Required before a program that would take calls from everywhere and has no option for that: it gets those of this machine only.
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function onLoopback(port, ...rest) {
  const [given] = rest;
  return typeof port === 'object' ? listen.call(this, { ...port, host: '127.0.0.1' }, ...rest) : listen.call(this, port, '127.0.0.1', ...typeof given === 'string' ? rest.slice(1) : rest);
};
