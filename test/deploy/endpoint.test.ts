import { endpointIn, Refused } from './endpoint';

test('without AWS_ENDPOINT_URL there is no endpoint yet', () => {
  expect(endpointIn({})).toBeUndefined();
  expect(endpointIn({ AWS_ENDPOINT_URL: '', DEPLOY_HOST: 'sqs.eu-west-1.amazonaws.com' })).toBeUndefined();
});

test.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566/', 'http://127.1.2.3', 'real-account'])('%s is taken', (AWS_ENDPOINT_URL) => {
  expect(endpointIn({ AWS_ENDPOINT_URL })).toBe(AWS_ENDPOINT_URL);
});

test.each(['https://sqs.eu-west-1.amazonaws.com', 'http://localhost.example.com:4566', 'http://127.0.0.1.example.com', 'http://127.0.0.1@example.com', 'http://0.0.0.0:4566', 'http://10.0.0.7:4566'])('%s is not taken', (AWS_ENDPOINT_URL) => {
  expect(() => endpointIn({ AWS_ENDPOINT_URL })).toThrow(Refused);
  expect(() => endpointIn({ AWS_ENDPOINT_URL, DEPLOY_HOST: 'true' })).toThrow(Refused);
});

test('but it is taken when its host is named', () => {
  const AWS_ENDPOINT_URL = 'https://emulator.example.com:4566';
  expect(() => endpointIn({ AWS_ENDPOINT_URL })).toThrow('AWS_ENDPOINT_URL is https://emulator.example.com:4566, which is not this machine. To deploy there, say so with DEPLOY_HOST=emulator.example.com; without AWS_ENDPOINT_URL an emulator is started.');
  expect(endpointIn({ AWS_ENDPOINT_URL, DEPLOY_HOST: 'emulator.example.com' })).toBe(AWS_ENDPOINT_URL);
});

test('what is no URL is not taken', () => expect(() => endpointIn({ AWS_ENDPOINT_URL: 'emulator:4566/x y' })).toThrow(Refused));
