import { join } from 'node:path'
import { namePermissions } from '../access/index.ts'
import { paperMarks, publicKeysOf } from '../certificates/index.ts'
import { declareLevies, handInTransports } from '../collection/index.ts'
import { paymentTransports } from '../integrations/payment-transfer/index.ts'
import { nameCommands, writeAudit } from '../audit/index.ts'
import { cipherFor, type Cipher, type MasterKey } from '../platform/crypto/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Services } from '../platform/command/tx.ts'
import { makeRunner, type Runner } from '../platform/command/runner.ts'
import type { Manifest } from '../platform/context/manifest.ts'
import { guidesOf } from '../platform/context/guides.ts'
import { makeRegistry, type Registry } from '../platform/context/registry.ts'
import { systemCaller } from '../platform/job/worker.ts'
import type { Database } from '../platform/db/database.ts'
import { localDisk, makeFileStore, type DiskAdapter } from '../platform/files/index.ts'
import type { Scanner } from '../platform/scan/index.ts'
import { guardAnswer, guardAnswers, spendReleases, textsOutsideReleases } from '../resident/index.ts'
import { endTasks, listSettledTasks, nearestTasks, tasksOfPerson, writeTasks } from '../tasks/index.ts'
import { lawVersion } from '../legislation/index.ts'
import { findTenantByCode, makeOfficeReader, nameContexts } from '../tenancy/index.ts'
import { contexts } from './contexts.ts'
import { codeVersion } from './version.ts'

/** The wired building: the runner and the sum of the manifests. */
export interface Yakuba {
  readonly runner: Runner
  readonly registry: Registry
  readonly database: Database
  readonly clock: Clock
  readonly services: Services
  /** The town of a 団体コード; undefined where it is not on this system. */
  findTenant(code: string): Promise<number | undefined>
}

export interface WiringParts {
  readonly database: Database
  readonly clock: Clock
  readonly masterKey: MasterKey
  readonly fileFolder: string
  readonly disk?: DiskAdapter
  /** Searches files from outside; absent where the installation has none. */
  readonly scanner?: Scanner
  /** Other contexts than the building's own: the newcomer's test adds one. */
  readonly contexts?: readonly Manifest[]
}

/** Hands functions of higher rooms to lower ones; nothing else knows everyone. */
export function wire(parts: WiringParts): Yakuba {
  const registry = makeRegistry(parts.contexts ?? contexts)
  declareLevies(registry.contexts.flatMap((context) => context.levies ?? []))
  handInTransports(paymentTransports(join(parts.fileFolder, 'transfer')))
  nameContexts(registry.contexts)
  namePermissions(registry.contexts)
  nameCommands(registry.commands.values())
  const ciphers = new Map<number, Cipher>()
  const services: Services = {
    guardAnswer,
    guardAnswers,
    spendReleases,
    textsOutsideReleases,
    async publishedKeys(code) {
      const tenant = await findTenant(code)
      if (tenant === undefined) return []
      const keys = await runner.transaction(systemCaller(tenant, 'published-keys'), publicKeysOf)
      return keys.map(({ keyNo, publicKey, revokedOn }) => ({ keyNo, publicKey, isRevoked: revokedOn !== null }))
    },
    paperMarks,
    isTownHere: async (tx, code) => await findTenantByCode(tx.db, code) !== undefined,
    cipher(tenant) {
      let cipher = ciphers.get(tenant)
      if (!cipher) { cipher = cipherFor(parts.masterKey, tenant); ciphers.set(tenant, cipher) }
      return cipher
    },
    reactionsTo: registry.reactionsTo,
    lensColumns: registry.contexts.flatMap((context) => context.lensColumns ?? []),
    listConditions: registry.contexts.flatMap((context) => context.listConditions ?? []),
    personTabs: registry.contexts.flatMap((context) => context.personTabs ?? []).sort((a, b) => a.order - b.order),
    deskLists: registry.contexts.flatMap((context) => context.deskLists ?? []),
    writeTasks,
    nearestTasks,
    tasksOfPerson,
    listSettledTasks,
    endTasks,
    writeAudit,
    scanner: parts.scanner ?? null,
    files: makeFileStore(parts.fileFolder, parts.disk ?? localDisk),
    outputs: registry.outputs,
    screens: guidesOf(registry),
    codeVersion,
  }
  const runner = makeRunner({ database: parts.database, clock: parts.clock, services, lawVersion: lawVersion(), ...makeOfficeReader() })
  const findTenant = (code: string): Promise<number | undefined> => parts.database.transaction(null, async (db) => await findTenantByCode(db, code))
  return { runner, registry, database: parts.database, clock: parts.clock, services, findTenant }
}
