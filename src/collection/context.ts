import type { Manifest } from '../platform/context/manifest.ts'
import { exampleRules } from './examples.ts'
import { collectionRefusals } from './refusals.ts'

/** The ledger over all taxes, premiums and fees: charges, slips, payments — 収納. */
export const collection: Manifest = {
  name: 'collection',
  schema: 'collection',
  title: '収納',
  code: 'NO',
  rail: { label: '収納', rest: '', order: 120, path: 'collection', permission: 'collection.read' },
  folder: new URL('./', import.meta.url),
  tables: [
    { name: 'collection.charge', kind: 'tenant', large: true },
    { name: 'collection.payment_slip', kind: 'tenant', large: true },
    { name: 'collection.slip_line', kind: 'tenant', large: true },
    { name: 'collection.slip_document', kind: 'tenant', large: true },
    { name: 'collection.payment_file', kind: 'tenant' },
    { name: 'collection.payment_file_line', kind: 'tenant', large: true },
    { name: 'collection.payment_file_result', kind: 'tenant', large: true },
    { name: 'collection.payment', kind: 'tenant', large: true },
    { name: 'collection.payment_notice', kind: 'tenant', large: true },
    { name: 'collection.ledger', kind: 'tenant', large: true },
  ],
  permissions: [
    { name: 'collection.read', title: '収納の台帳を見る' },
    { name: 'collection.write', title: '納付を受ける・取り消す' },
    { name: 'collection.issue', title: '納付書を出す' },
    { name: 'collection.approve', title: '納付のファイルを受け取る' },
  ],
  rules: exampleRules,
  refusals: collectionRefusals,
}
