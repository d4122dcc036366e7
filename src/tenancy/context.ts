import type { Manifest } from '../platform/context/manifest.ts'

/** Towns, their letterheads and ordinance values — 自治体設定. */
export const tenancy: Manifest = {
  name: 'tenancy',
  schema: 'tenancy',
  title: '設定',
  code: 'PA',
  folder: new URL('./', import.meta.url),
  tables: [
    { name: 'tenancy.municipality', kind: 'directory' },
    { name: 'tenancy.ordinance_value', kind: 'tenant' },
  ],
  permissions: [{ name: 'tenancy.read', title: '設定を見る' }, { name: 'tenancy.configure', title: '設定を変える' }, { name: 'tenancy.approve', title: '設定の変更を決裁する' }],
}
