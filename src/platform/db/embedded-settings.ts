const mebibyte = 1024 * 1024

export interface Machine {
  /** What the machine, or the container, gives us. */
  readonly memoryBytes: number
  readonly processors: number
  /** For tests alone: what is stored survives the death of the server, not of the machine. */
  readonly fast: boolean
}

/**
 * Settings of the embedded server, scaled to the machine's memory.
 * Shared buffers cost memory as pages are used and some 14 MB a gigabyte at once: a small town stays small, and of a large one
 * what the counter asks for lies ready.
 */
export function serverSettings({ memoryBytes, processors, fast }: Machine): Readonly<Record<string, string>> {
  const share = (part: number, least: number, most: number) => `${Math.round(Math.min(Math.max(memoryBytes / part / mebibyte, least), most))}MB`
  return {
    shared_buffers: fast ? share(32, 64, 256) : share(4, 64, 16384),
    effective_cache_size: share(2, 128, 65_536),
    maintenance_work_mem: share(24, 32, 1024),
    work_mem: share(1024, 4, 32),
    max_wal_size: share(4, 512, 8192),
    checkpoint_timeout: '15min',
    max_connections: fast ? '200' : '100',
    max_parallel_workers_per_gather: String(Math.min(2, Math.max(0, processors - 2))),
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and details of errors hold names and addresses, so none of them is written.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    // Commits still reach the system before they are confirmed: tests kill the server, not the machine. Pages lie in memory:
    // asking another process for them costs more than reading them.
    ...(fast ? { fsync: 'off', full_page_writes: 'off', io_method: 'sync' } : {}),
  }
}
