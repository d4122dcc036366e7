import type { Manifest } from '../platform/context/manifest.ts'
import { assignRole, endAssignment, enterStaff, liftLock, makeApiKey, resetPassword, revokeApiKey, setRole } from './commands.ts'
import { keysPage } from './pages/keys.tsx'
import { rolePage, rolesPage } from './pages/roles.tsx'
import { staffMemberPage } from './pages/staff-member.tsx'
import { staffPage } from './pages/staff.tsx'
import { listKeys, listRoles, listStaff, showRole, showStaff } from './queries.ts'
import { accessRefusals } from './refusals.ts'

/** Staff, roles, sign-in, keys of the API — 職員と権限. */
export const access: Manifest = {
  name: 'access',
  schema: 'access',
  title: '職員と権限',
  code: 'SY',
  folder: new URL('./', import.meta.url),
  rail: { label: '職員', rest: 'と権限', order: 140, path: 'access/staff', permission: 'access.read' },
  commands: [enterStaff, resetPassword, liftLock, setRole, assignRole, endAssignment, makeApiKey, revokeApiKey],
  queries: [listStaff, showStaff, listRoles, showRole, listKeys],
  pages: [staffPage, staffMemberPage, rolesPage, rolePage, keysPage],
  tables: [
    { name: 'access.staff', kind: 'tenant' }, { name: 'access.role', kind: 'tenant' }, { name: 'access.role_permission', kind: 'tenant' },
    { name: 'access.assignment', kind: 'tenant' }, { name: 'access.session', kind: 'tenant' }, { name: 'access.api_key', kind: 'tenant' },
  ],
  permissions: [{ name: 'access.read', title: '職員と権限を見る' }, { name: 'access.configure', title: '職員と権限を変える' }],
  refusals: [accessRefusals],
}
