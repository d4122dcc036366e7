import type { Manifest } from '../platform/context/manifest.ts'
import { assignRole, enterStaff, makeApiKey, resetPassword, revokeApiKey, setRole } from './commands.ts'
import { accessRefusals } from './refusals.ts'

/** Staff, roles, sign-in, keys of the API — 職員と権限. */
export const access: Manifest = {
  name: 'access',
  schema: 'access',
  title: '職員と権限',
  code: 'SY',
  folder: new URL('./', import.meta.url),
  commands: [enterStaff, resetPassword, setRole, assignRole, makeApiKey, revokeApiKey],
  tables: [
    { name: 'access.staff', kind: 'tenant' }, { name: 'access.role', kind: 'tenant' }, { name: 'access.role_permission', kind: 'tenant' },
    { name: 'access.assignment', kind: 'tenant' }, { name: 'access.session', kind: 'tenant' }, { name: 'access.api_key', kind: 'tenant' },
  ],
  permissions: [{ name: 'access.read', title: '職員と権限を見る' }, { name: 'access.configure', title: '職員と権限を変える' }],
  refusals: accessRefusals,
}
