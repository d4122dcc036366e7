import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Figures for `/metrics`: routes by name, never by address. */
export interface Metrics {
  observe(route: string, status: number, seconds: number): void
  countJob(name: string, outcome: 'done' | 'failed'): void
  setPool(total: number, waiting: number): void
  text(): Promise<string>
  readonly contentType: string
}

export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'yakuba_' })
  const requests = new Histogram({ name: 'yakuba_request_seconds', help: 'Seconds to answer a request', labelNames: ['route', 'status'], buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers: [registry] })
  const jobs = new Counter({ name: 'yakuba_jobs_total', help: 'Jobs run', labelNames: ['name', 'outcome'], registers: [registry] })
  const connections = new Gauge({ name: 'yakuba_database_connections', help: 'Connections of the pool', labelNames: ['state'], registers: [registry] })
  return {
    observe: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    countJob: (name, outcome) => jobs.inc({ name, outcome }),
    setPool: (total, waiting) => { connections.set({ state: 'open' }, total); connections.set({ state: 'waited-for' }, waiting) },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
