import pino from 'pino'

/** What a log line may hold: ids, codes and figures — never a name, an address or a number of a person. */
export interface LogFields {
  readonly correlationId?: string
  readonly tenant?: number
  readonly route?: string
  readonly method?: string
  readonly status?: number
  readonly ms?: number
  readonly code?: string
  readonly job?: string
  readonly runId?: string
  readonly count?: number
  /** Class and place of a failure, with the text of values taken out. */
  readonly failure?: string
}

export interface Log { info(event: string, fields?: LogFields): void; error(event: string, fields?: LogFields): void }

/** Structured log lines on standard error, one JSON object each. */
export function makeLog(level: 'info' | 'error' | 'silent' = 'info'): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  }
}

/** Where a bug happened, without its message's values: messages may quote what a person typed. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? ` ${String(error.code)}` : ''
  const place = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at ')).slice(0, 6).map((line) => line.trim().replace(/file:\/\/\S*\/(src|node_modules)\//, '$1/')).join(' < ')
  return `${error.name}${code} ${place}`
}
