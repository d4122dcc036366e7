import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { maxDate } from '../kernel/plain-date.ts'
import { command } from '../platform/command/define.ts'
import { zDate, zId, zText } from '../platform/command/schema.ts'
import { done, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { hashPassword } from './password.ts'
import { isPermission } from './permissions.ts'
import { anyApiKeyId, anyAssignmentToEnd, anyStaffId } from './queries.ts'
import { accessRefusals } from './refusals.ts'
import { digestOf, signInPolicy } from './sign-in.ts'
import * as store from './store.ts'

const loginId = z.string({ error: 'IDを入れてください。' }).regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, { error: 'IDは英小文字・数字で、2〜32文字にしてください。' })
const roleCode = z.string({ error: '役割を選んでください。' }).regex(/^[a-z][a-z0-9-]{1,31}$/, { error: '役割の記号は英小文字・数字・ハイフンで、2〜32文字にしてください。' })

const EnterStaff = z.strictObject({ loginId, name: zText(60, '氏名'), section: zText(60, '係'), desk: zText(30, '窓口').nullable(), password: z.string({ error: 'パスワードを入れてください。' }).max(200), validFrom: zDate, validTo: zDate.nullable() })

/** Enters a staff member — 職員の登録. */
export const enterStaff = command({
  name: 'access.enter-staff', title: '職員を登録する', permission: 'access.configure', description: 'Enters a staff member with an ID and a first password.',
  input: EnterStaff, output: z.object({ staffId: z.uuid() }),
  async run(tx, input) {
    if (await store.isLoginTaken(tx, input.loginId)) return accessRefusals.refuse('login-taken', { field: '/loginId' })
    if ([...input.password].length < signInPolicy.passwordLength) return accessRefusals.refuse('password-too-short', { field: '/password', length: signInPolicy.passwordLength })
    if (input.validTo !== null && input.validTo <= input.validFrom) return accessRefusals.refuse('dates-reversed', { field: '/validTo' })
    const id = newId()
    const { password, ...staff } = input
    await store.insertStaff(tx, { ...staff, id, passwordHash: await hashPassword(password) })
    return done({ staffId: id })
  },
  async example(tx) { return { loginId: `trial${tx.tenant}`, name: '試験　太郎', section: '住民課', desk: null, password: 'kasumi-no-asa', validFrom: tx.today, validTo: null } },
})

/** Gives a staff member a new password, unlocks the ID and ends what is open under the old one — パスワードの再発行. */
export const resetPassword = command({
  name: 'access.reset-password', title: 'パスワードを再発行する', permission: 'access.configure', description: 'Sets a new password, lifts a lock and ends all sessions of the staff member.',
  input: z.strictObject({ staffId: zId, password: z.string({ error: 'パスワードを入れてください。' }).max(200) }), output: z.object({ staffId: z.uuid() }),
  async run(tx, input) {
    if (!(await store.findStaff(tx, input.staffId))) return accessRefusals.refuse('staff-not-found', { field: '/staffId' })
    if ([...input.password].length < signInPolicy.passwordLength) return accessRefusals.refuse('password-too-short', { field: '/password', length: signInPolicy.passwordLength })
    await store.setPassword(tx, input.staffId, await hashPassword(input.password))
    await store.endSessionsOf(tx, input.staffId)
    return done({ staffId: input.staffId })
  },
  async example(tx) { return await withStaff(tx, (staffId) => ({ staffId, password: 'kasumi-no-asa' })) },
})

/** Sets a role with all its permissions — 役割の設定. */
export const setRole = command({
  name: 'access.set-role', title: '役割を決める', permission: 'access.configure', description: 'Sets the permissions of a role; what is not named is taken away.',
  input: z.strictObject({ code: roleCode, title: zText(60, '役割の名前'), permissions: z.array(z.string()).max(500) }), output: z.object({ code: z.string() }),
  async run(tx, input) {
    const unknown = input.permissions.findIndex((permission) => !isPermission(permission))
    if (unknown >= 0) return accessRefusals.refuse('permission-unknown', { field: `/permissions/${unknown}`, permission: input.permissions[unknown] })
    const couldBefore = await store.hasAdministrator(tx, tx.today)
    await store.setRole(tx, input)
    if (couldBefore && !(await store.hasAdministrator(tx, tx.today))) return accessRefusals.refuse('last-administrator', { field: '/permissions' })
    return done({ code: input.code })
  },
  async example() { return { code: 'trial', title: '試験', permissions: ['resident.read'] } },
})

/** Gives a staff member a role from a day on — 役割の発令, dated ahead. */
export const assignRole = command({
  name: 'access.assign-role', title: '役割を割り当てる', permission: 'access.configure', description: 'Assigns a role from a day on; may be entered ahead of the day.',
  input: z.strictObject({ staffId: zId, roleCode, validFrom: zDate, validTo: zDate.nullable() }), output: z.object({ assignmentId: z.uuid() }),
  async run(tx, input) {
    if (!(await store.findStaff(tx, input.staffId))) return accessRefusals.refuse('staff-not-found', { field: '/staffId' })
    if (!(await store.findRole(tx, input.roleCode))) return accessRefusals.refuse('role-not-found', { field: '/roleCode' })
    if (input.validTo !== null && input.validTo <= input.validFrom) return accessRefusals.refuse('dates-reversed', { field: '/validTo' })
    const id = newId()
    await store.insertAssignment(tx, { id, ...input })
    return done({ assignmentId: id })
  },
  async example(tx) { return await withStaff(tx, (staffId) => ({ staffId, roleCode: 'counter', validFrom: tx.today, validTo: null })) },
})

/** Ends a role of a staff member on a day — 役割の終わり. */
export const endAssignment = command({
  name: 'access.end-assignment', title: '役割の割り当てを終える', permission: 'access.configure', description: 'Ends an assignment on a day; one that has not begun yet is taken back by ending it on its first day.',
  input: z.strictObject({ assignmentId: zId, validTo: zDate }), output: z.object({ assignmentId: z.uuid() }),
  async run(tx, input) {
    const assignment = await store.findAssignment(tx, input.assignmentId)
    if (!assignment) return accessRefusals.refuse('assignment-not-found', { field: '/assignmentId' })
    if (input.validTo < assignment.valid_from) return accessRefusals.refuse('dates-reversed', { field: '/validTo' })
    const lastDay = maxDate(input.validTo, tx.today)
    const couldBefore = await store.hasAdministrator(tx, lastDay)
    if ((await store.endAssignment(tx, assignment.id, input.validTo)) === 0) return accessRefusals.refuse('assignment-not-found', { field: '/assignmentId' })
    if (couldBefore && !(await store.hasAdministrator(tx, lastDay))) return accessRefusals.refuse('last-administrator')
    return done({ assignmentId: assignment.id })
  },
  async example(tx) {
    const assignment = await anyAssignmentToEnd(tx)
    return assignment ? { assignmentId: assignment.id, validTo: assignment.valid_from > tx.today ? assignment.valid_from : tx.today } : null
  },
})

/** Lifts the lock after failed sign-ins, without a new password — 停止の解除. */
export const liftLock = command({
  name: 'access.lift-lock', title: 'IDの停止を解く', permission: 'access.configure', description: 'Lifts the lock of an ID after failed sign-ins; the password stays.',
  input: z.strictObject({ staffId: zId }), output: z.object({ staffId: z.uuid() }),
  async run(tx, input) {
    if (!(await store.findStaff(tx, input.staffId))) return accessRefusals.refuse('staff-not-found', { field: '/staffId' })
    await store.unlockStaff(tx, input.staffId)
    return done({ staffId: input.staffId })
  },
  async example(tx) { return await withStaff(tx, (staffId) => ({ staffId })) },
})

/** Makes a bearer key of the API; the key itself is shown once — APIの鍵. */
export const makeApiKey = command({
  name: 'access.make-api-key', title: 'APIの鍵を作る', permission: 'access.configure', description: 'Makes a bearer key with the rights of a role. The key is in the answer and nowhere else.',
  input: z.strictObject({ title: zText(60, '鍵の名前'), roleCode, validTo: zDate.nullable() }), output: z.object({ keyId: z.uuid(), key: z.string() }),
  async run(tx, input) {
    if (!(await store.findRole(tx, input.roleCode))) return accessRefusals.refuse('role-not-found', { field: '/roleCode' })
    const id = newId()
    const key = `yk_${randomBytes(32).toString('base64url')}`
    await store.insertApiKey(tx, { id, title: input.title, hash: digestOf(key), roleCode: input.roleCode, validTo: input.validTo })
    return done({ keyId: id, key })
  },
  keptValue: ({ keyId }) => ({ keyId, key: '（一度だけ表示しました）' }),
  async example() { return { title: '試験', roleCode: 'counter', validTo: null } },
})

/** Stops a key of the API at once — APIの鍵を止める. */
export const revokeApiKey = command({
  name: 'access.revoke-api-key', title: 'APIの鍵を止める', permission: 'access.configure', description: 'Stops a bearer key at once.',
  input: z.strictObject({ keyId: zId }), output: z.object({ keyId: z.uuid() }),
  async run(tx, input) {
    if ((await store.revokeApiKey(tx, input.keyId)) === 0) return accessRefusals.refuse('key-not-found', { field: '/keyId' })
    return done({ keyId: input.keyId })
  },
  async example(tx) { const keyId = await anyApiKeyId(tx); return keyId === undefined ? null : { keyId } },
})

async function withStaff<I>(tx: Tx, make: (staffId: string) => I): Promise<I | null> {
  const staffId = await anyStaffId(tx)
  return staffId === undefined ? null : make(staffId)
}
