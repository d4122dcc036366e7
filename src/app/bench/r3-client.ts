import { setTimeout as sleep } from 'node:timers/promises'

/** One press of a button: the command, what it says, and the key that every repetition carries. */
export interface Press {
  /** `collection/load-payment-file` */
  readonly path: string
  readonly input: unknown
  readonly key: string
  /** Bearer key of who presses. */
  readonly bearer: string
}

/** What a press was answered: the value, or the codes of the refusals. */
export type Answer<V> = { readonly ok: true; readonly value: V } | { readonly ok: false; readonly codes: readonly string[] }

/** What the client did besides: how often it had to ask again. */
export interface Client {
  /** The value; a refusal stops the work. */
  press<V>(press: Press): Promise<V>
  /** The same where the program may have a reason to refuse. */
  tryPress<V>(press: Press): Promise<Answer<V>>
  readonly repeats: () => number
  /** How many presses were begun, repetitions apart. */
  readonly begun: () => number
}

const patienceMs = 90_000

/** A client as a careful program is one: whatever is not an answer is asked again under the same key. */
export function makeClient(code: string, url: () => Promise<string>): Client {
  let [repeats, begun] = [0, 0]
  async function tryPress<V>(press: Press): Promise<Answer<V>> {
    begun += 1
    for (let waited = 0; waited < patienceMs; waited += 50) {
      const answer = await tryOnce<V>(code, await url(), press)
      if (answer !== undefined) return answer
      repeats += 1
      await sleep(50)
    }
    throw new Error(`no answer to ${press.path}`)
  }
  return {
    repeats: () => repeats, begun: () => begun, tryPress,
    async press<V>(press: Press): Promise<V> {
      const answer = await tryPress<V>(press)
      if (!answer.ok) throw new Error(`${press.path} was refused: ${answer.codes.join(' ')}`)
      return answer.value
    },
  }
}

/** The answer; undefined where nobody answered, or only that the database is away. */
async function tryOnce<V>(code: string, url: string, press: Press): Promise<Answer<V> | undefined> {
  let response: Response
  let text: string
  try {
    response = await fetch(`${url}api/v1/${code}/${press.path}`, {
      method: 'POST', body: JSON.stringify(press.input),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${press.bearer}`, 'idempotency-key': press.key, 'x-correlation-id': `press-${press.key}` },
    })
    text = await response.text()
  } catch {
    return undefined
  }
  if (response.status === 503) return undefined
  if (response.ok) return { ok: true, value: (JSON.parse(text) as { value: V }).value }
  if (response.status !== 422) throw new Error(`${press.path} was answered ${response.status}: ${text.slice(0, 600)}`)
  return { ok: false, codes: (JSON.parse(text) as { refusals: readonly { code: string }[] }).refusals.map((refusal) => refusal.code) }
}
