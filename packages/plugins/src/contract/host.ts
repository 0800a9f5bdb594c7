/** What a plug-in is given. It reaches the world through these only, so a test controls all of them. */
export type PluginHost = {
  tenantId: string;
  clock(): Date;
  /** Milliseconds since some moment; never set, so that a jump of `clock` shows against it. */
  monotonic(): number;
  /** `n` bytes from a cryptographically secure source. */
  random(n: number): Uint8Array;
  egress: Egress;
  networkTime: NetworkTime;
  state: PluginState;
  log: Log;
};

/**
 * Durable state, apart for each tenant and provider. Values are JSON; what comes back is parsed by who reads it.
 * `putIfAbsent`, `putTogether`, `increment` and `listNumbered` are atomic across processes.
 */
export type PluginState = {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** True if this call wrote the value; false if there was one already, which then stays. */
  putIfAbsent(key: string, value: unknown): Promise<boolean>;
  /**
   * Writes all of `absent`, or nothing and returns false if any of their keys has a value. With them each of `latest` is
   * written where its key has no value, or a text that sorts before this one. What is handed in as `alongside` is written with
   * them: all or nothing, and no sooner safe on the disk than it has to be.
   */
  putTogether(entries: {
    absent: readonly StateEntry[];
    latest?: readonly StateText[];
    alongside?: Alongside | undefined;
  }): Promise<boolean>;
  /** All entries whose key starts with `prefix`, in ascending order of their keys. */
  list(prefix: string): Promise<StateEntry[]>;
  /** Adds one and returns the new value; the first call returns 1. */
  increment(counter: string): Promise<bigint>;
  /** `increment` and `list` at one moment: with a higher number comes nothing that was read earlier. */
  listNumbered(counter: string, prefix: string): Promise<{ number: bigint; entries: StateEntry[] }>;
};

export type StateEntry = { key: string; value: unknown };
/**
 * Something of the host's own, to be written together with a plug-in's entries. A plug-in gets one from the host and hands it
 * back in `putTogether`; only the host can make one, or read it.
 */
export type Alongside = { readonly kind: 'alongside' };
export type StateText = { key: string; value: string };

/** Structured log lines. Never pass secrets, contract contents or personal data. */
export type Log = {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
};

export type EgressRequest = {
  url: string;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  /** Whole request, name resolution and body included. May only lower the client's own limit. */
  timeoutMs?: number;
  /** Size of the response's body. May only lower the client's own limit. */
  maxBytes?: number;
};

/** Header names are lower case; repeated headers are joined by ", ". Any status but a redirect comes back. */
export type EgressResponse = { status: number; headers: Record<string, string>; body: Uint8Array };

/** The only way out for HTTP(S). Throws PluginError EGRESS_*. */
export type Egress = { request(request: EgressRequest): Promise<EgressResponse> };

/** What an NTP server (RFC 5905) answered, held against the host's clock. */
export type TimeSample = {
  /** The server's time minus the host's. */
  offsetMs: number;
  /** How far the truth may be from that: half of all delays on the way to the reference clock, and all dispersion. */
  distanceMs: number;
  /** 1: the server has a reference clock of its own. */
  stratum: number;
};

/**
 * The only way to ask for the time. `server` is a name or address, perhaps with a port: `ntp.example.org`,
 * `10.0.0.5:1123`, `[fd00::1]:123`. Throws PluginError NTP_*, EGRESS_DNS, EGRESS_ADDRESS_REFUSED.
 */
export type NetworkTime = { query(request: { server: string; timeoutMs?: number }): Promise<TimeSample> };
