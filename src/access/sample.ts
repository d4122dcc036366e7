import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { hashPassword } from './password.ts'
import * as store from './store.ts'

/** Sign-ins of the sample towns; practice towns hold invented people only, so the password is printed at the start. */
export const samplePassword = 'yakuba-sample'

interface SampleRole { readonly code: string; readonly title: string; allows(permission: string): boolean }

const ordinary = /\.(read|write|issue)$/

const sampleRoles: readonly SampleRole[] = [
  { code: 'counter', title: '窓口', allows: (p) => ordinary.test(p) && !/^(access|audit|tenancy|operations|resident-protection|collection-enforcement)\./.test(p) },
  { code: 'chief', title: '係長・審査', allows: (p) => (/\.(read|write|issue|approve|export)$/.test(p) || p === 'collection.reveal') && !/^(access|resident-protection)\./.test(p) },
  { code: 'tax', title: '税務', allows: (p) => (/\.(read|write|issue|export)$/.test(p) || p === 'collection.reveal') && !/^(access|audit|operations|resident-protection)\./.test(p) },
  { code: 'guardian', title: '支援措置の責任者', allows: (p) => p.startsWith('resident-protection.') || (/\.(read|release|reveal|approve)$/.test(p) && /^(resident|certificates|audit)\./.test(p)) },
  { code: 'administrator', title: 'システム管理者', allows: (p) => /^(access|audit|tenancy|operations|tasks|counter)\./.test(p) || p.endsWith('.configure') || p.endsWith('.read') },
]

interface SampleStaff { readonly loginId: string; readonly name: string; readonly section: string; readonly desk: string | null; readonly roles: readonly string[] }

const sampleStaff: readonly SampleStaff[] = [
  { loginId: 'miura', name: '三浦　由佳', section: '住民課 窓口係', desk: '1番窓口', roles: ['counter'] },
  { loginId: 'okamoto', name: '岡本　健', section: '住民課 係長', desk: null, roles: ['chief', 'guardian'] },
  { loginId: 'hayashi', name: '林　典子', section: '住民課 課長', desk: null, roles: ['chief', 'guardian'] },
  { loginId: 'nishino', name: '西野　章子', section: '税務課 課税係', desk: null, roles: ['tax'] },
  { loginId: 'kuroda', name: '黒田　智', section: '税務課 課長', desk: null, roles: ['chief'] },
  { loginId: 'admin', name: '情報　担当', section: '総務課', desk: null, roles: ['administrator'] },
]

/** Enters sample roles and staff; the roles are made of the permissions this building declares. Does nothing twice. */
export async function enterSampleStaff(tx: Tx, permissions: readonly string[]): Promise<void> {
  for (const role of sampleRoles) await store.setRole(tx, { code: role.code, title: role.title, permissions: permissions.filter((permission) => role.allows(permission)) })
  for (const staff of sampleStaff) {
    if (await store.isLoginTaken(tx, staff.loginId)) continue
    const id = newId()
    await store.insertStaff(tx, { id, loginId: staff.loginId, name: staff.name, section: staff.section, desk: staff.desk, passwordHash: await hashPassword(samplePassword), validFrom: tx.today, validTo: null })
    for (const roleCode of staff.roles) await store.insertAssignment(tx, { id: newId(), staffId: id, roleCode, validFrom: tx.today, validTo: null })
  }
}

/** The sign-ins as the start prints them. */
export const sampleSignIns: readonly { loginId: string; section: string }[] = sampleStaff.map(({ loginId, section }) => ({ loginId, section }))
