import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { type NtpBehaviour, type NtpServer, ntpServer } from '../../testing/ntp-server.ts';
import { createNetworkTime, type NetworkTimeOptions } from './network-time.ts';
import { readNtpReply } from './ntp-packet.ts';
import { serverAddress } from './server-address.ts';

const running: NtpServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function started(behaviour: NtpBehaviour = {}): Promise<NtpServer> {
  const server = await ntpServer(behaviour);
  running.push(server);
  return server;
}

const client = (options: Partial<NetworkTimeOptions> = {}) =>
  createNetworkTime({
    allow: ['127.0.0.0/8'],
    clock: () => new Date(),
    monotonic: () => performance.now(),
    timeoutMs: 400,
    ...options,
  });

describe('a time server', () => {
  test.each([0, 3_600_000, -90_000, 0.5])(
    'whose clock is %d ms off gives just that offset',
    async (offsetMs) => {
      const { server } = await started({ offsetMs });
      const sample = await client().query({ server });
      expect(Math.abs(sample.offsetMs - offsetMs)).toBeLessThan(sample.distanceMs);
      expect(sample.distanceMs).toBeLessThan(50);
      expect(sample.stratum).toBe(2);
    },
  );

  test("is held against the host's clock, not the machine's", async () => {
    const { server } = await started();
    const late = client({ clock: () => new Date(Date.now() - 60_000) });
    const { offsetMs } = await late.query({ server });
    expect(Math.abs(offsetMs - 60_000)).toBeLessThan(50);
  });

  test('that is far away, or far from its own reference, is trusted that much less', async () => {
    const near = await started();
    const slow = await started({ delayMs: 150 });
    const deep = await started({ rootDelayMs: 400, rootDispersionMs: 100 });
    const distances = await Promise.all(
      [near, slow, deep].map(async ({ server }) => (await client().query({ server })).distanceMs),
    );
    expect(distances[0]).toBeLessThan(50);
    expect(distances[1]).toBeGreaterThan(75);
    expect(distances[2]).toBeGreaterThan(300);
  });

  test('learns nothing from our question: no time stands in it, and each has a nonce of its own', async () => {
    const { server, asked } = await started();
    await client().query({ server });
    await client().query({ server });
    const [first = new Uint8Array(), second = new Uint8Array()] = asked;
    expect(first).toHaveLength(48);
    expect([...first.subarray(0, 40)]).toEqual([0x23, ...new Array(39).fill(0)]);
    expect(first.subarray(40)).not.toEqual(second.subarray(40));
  });

  test.each<[string, NtpBehaviour, string, boolean]>([
    ['is silent', { silent: true }, 'NTP_TIMEOUT', true],
    ['answers too late', { delayMs: 600 }, 'NTP_TIMEOUT', true],
    ['answers with another nonce', { otherNonce: true }, 'NTP_TIMEOUT', true],
    ['says that it is not synchronised', { leap: 3 }, 'NTP_UNSYNCHRONISED', true],
    ['is of stratum 16', { stratum: 16 }, 'NTP_UNSYNCHRONISED', true],
    ['denies', { stratum: 0, kiss: 'DENY' }, 'NTP_REFUSED', false],
    ['asks to be asked less', { stratum: 0, kiss: 'RATE' }, 'NTP_REFUSED', true],
  ])('that %s is an error with a code', async (_, behaviour, code, retryable) => {
    const { server } = await started(behaviour);
    const started_ = performance.now();
    await expect(client().query({ server })).rejects.toMatchObject({ name: 'PluginError', code, retryable });
    expect(performance.now() - started_).toBeLessThan(1500);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['a torso', new Uint8Array(47).fill(0x24)],
    ['its own question back', new Uint8Array(48).fill(0x23)],
    ['a thousand octets', new Uint8Array(1000).fill(0xff)],
  ])('is heard although %s came before its answer', async (_, garbage) => {
    const { server } = await started({ garbage });
    await expect(client().query({ server })).resolves.toMatchObject({ stratum: 2 });
  });

  test('is not heard when somebody else answers in its place', async () => {
    const silent = await started({ silent: true });
    const spy = createSocket('udp4');
    const answering = client().query({ server: silent.server });
    answering.catch(() => {});
    await expect.poll(() => silent.asked.length).toBe(1);
    // Even one who knows the nonce, but sends from another port.
    const packet = Buffer.alloc(48);
    packet[0] = 0x24;
    packet[1] = 2;
    packet.set(silent.asked[0]?.subarray(40) ?? [], 24);
    const port = Number(silent.server.split(':')[1]);
    spy.send(packet, port, '127.0.0.1');
    await expect(answering).rejects.toMatchObject({ code: 'NTP_TIMEOUT' });
    spy.close();
    await once(spy, 'close');
  });

  test('that nobody runs is an error at once', async () => {
    const { server, close } = await ntpServer();
    await close();
    await expect(client().query({ server })).rejects.toMatchObject({ code: 'NTP_TIMEOUT' });
  });
});

describe('whom the client may ask', () => {
  test('only public addresses, unless the operator allowed others', async () => {
    const { server, asked } = await started();
    await expect(client({ allow: [] }).query({ server })).rejects.toMatchObject({
      code: 'EGRESS_ADDRESS_REFUSED',
    });
    await expect(client({ allow: [] }).query({ server: '169.254.169.254' })).rejects.toMatchObject({
      code: 'EGRESS_ADDRESS_REFUSED',
    });
    expect(asked).toEqual([]);
  });

  test('a name is resolved once, and a name server that hangs does not hold it up', async () => {
    const { server } = await started();
    const port = server.split(':')[1];
    let resolved = 0;
    const resolve = async () => {
      resolved++;
      return [{ address: '127.0.0.1', family: 4 as const }];
    };
    await client({ resolve }).query({ server: `ntp.example:${port}` });
    expect(resolved).toBe(1);
    const hanging = client({ resolve: () => new Promise(() => {}) });
    await expect(hanging.query({ server: 'ntp.example' })).rejects.toMatchObject({ code: 'NTP_TIMEOUT' });
  });
});

test.each([
  ['ntp.example.org', 'ntp.example.org', 123],
  ['NTP.example.org:1123', 'ntp.example.org', 1123],
  ['10.0.0.5:99', '10.0.0.5', 99],
  ['2001:db8::1', '2001:db8::1', 123],
  ['[2001:db8::1]:124', '2001:db8::1', 124],
])('%s is a server', (text, host, port) => {
  expect(serverAddress(text)).toEqual({ host, port });
});

test.each([
  '',
  ' ',
  'a b',
  'host:',
  'host:0',
  'host:65536',
  'host:1:2',
  '[host]:1',
  'http://host',
  'ho/st',
  '[::1',
])('"%s" is none', (text) => {
  expect(() => serverAddress(text)).toThrow(expect.objectContaining({ code: 'NTP_SERVER' }));
});

test('after 2036 the seconds begin anew', () => {
  const packet = new Uint8Array(48);
  packet[0] = 0x24;
  packet[1] = 1;
  packet[43] = 1;
  packet[35] = 1;
  const reply = readNtpReply(packet, new Uint8Array(8));
  expect(new Date(reply?.sentAt ?? 0).toISOString()).toBe('2036-02-07T06:28:17.000Z');
});
