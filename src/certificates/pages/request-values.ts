import { readYenText } from '../../platform/command/schema.ts'
import type { FormValues, PageRequest } from '../../platform/screen/index.ts'
import { plainRequest } from '../inputs.ts'
import { documentKindKeys, itemKinds, itemsOfKind, type Item } from '../model.ts'

/** The request as typed, handed to the command as it stands: its schema says what is wrong. */
export function typedRequest(values: FormValues, personId: string): Record<string, unknown> {
  const copies = typedCopies(values.get('copies'))
  const isMailed = values.get('delivery') === 'mail'
  const typedOrders = readYenText(values.get('postalOrderYen'))
  return {
    kind: values.get('kind'), personId, scope: values.get('scope'), subjectIds: values.get('scope') === 'persons' ? values.all('subjectIds') : [], items: itemsTyped(values),
    requester: { kind: values.get('requester.kind'), name: textOrNull(values.get('requester.name')) }, identityCheck: values.get('identityCheck'),
    purpose: textOrNull(values.get('purpose')), exemption: textOrNull(values.get('exemption')), copies,
    delivery: values.get('delivery') ?? 'counter', mailTo: isMailed ? textOrNull(values.get('mailTo')) : null, postalOrderYen: isMailed ? typedOrders : null,
  }
}

/**
 * The request that the page shows: what was typed, else what the address asks for (前回と同じ), else the plain one.
 * What the query could not read stands as in the plain one; the command refuses it beside its field.
 */
export function shownRequest(request: PageRequest): Record<string, unknown> {
  const personId = request.params['id'] ?? ''
  const plain: Record<string, unknown> = { ...plainRequest(personId), kind: null }
  const values = request.form.get('scope') === undefined ? request.query : request.form
  if (values.get('scope') === undefined) return plain
  const typed = typedRequest(values, personId)
  const copies = typed['copies']
  const isCount = typeof copies === 'number' && Number.isInteger(copies) && copies >= 1 && copies <= 20
  const kind = documentKindKeys.find((one) => one === values.get('kind')) ?? null
  const items = itemsTyped(values).filter((item) => kind === null || itemsOfKind(kind).includes(item as Item))
  const isTyped = values.get('identityCheck') !== undefined
  return { ...plain, ...(isTyped ? typed : { scope: typed['scope'], subjectIds: typed['subjectIds'] }), kind, items, copies: isCount ? copies : 1 }
}

/** What was ticked, and the four items of everyday use where they were ticked at once. */
function itemsTyped(values: FormValues): readonly string[] {
  const kind = documentKindKeys.find((one) => one === values.get('kind'))
  const basics = kind !== undefined && itemKinds.has(kind) && values.get('basics') === 'yes' ? ['birth', 'sex', 'address', 'building'] : []
  return [...new Set([...basics, ...values.all('items')])]
}

/** The same request as a query of an address: ids and codes alone. */
export function queryOf(asked: { readonly kind: string; readonly scope: string; readonly subjectIds: readonly string[]; readonly items: readonly string[] }): string {
  return new URLSearchParams([['kind', asked.kind], ['scope', asked.scope], ...asked.subjectIds.map((id) => ['subjectIds', id]), ...asked.items.map((item) => ['items', item])] as [string, string][]).toString()
}

/** Digits of the number of copies in any width; what is no number stays as typed. */
function typedCopies(typed: string | undefined): unknown {
  const plain = (typed ?? '1').normalize('NFKC').trim()
  return /^\d{1,3}$/.test(plain) ? Number(plain) : typed
}

function textOrNull(typed: string | undefined): string | null {
  return typed === undefined || typed.trim() === '' ? null : typed
}
