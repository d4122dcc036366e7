import { addDays, fiscalYearOf } from '../../kernel/plain-date.ts'
import { localTaxAct, vehicleAct } from '../../legislation/index.ts'
import { reaction, type Consequence, type Reaction } from '../../platform/command/consequence.ts'
import type { EventDraft, Tx } from '../../platform/command/tx.ts'
import { Removed } from '../../resident/index.ts'
import { lawFor } from './decide.ts'
import { townPlateClasses, type Vehicle } from './model.ts'
import { listVehiclesOfResidents } from './store.ts'

// What a resident event means for vehicles. Nothing is changed by itself: people return plates and hand in declarations.

/** Days of the ordinance on the day of the event, and the vehicles of the persons. */
interface VehicleFacts { readonly days: { readonly acquired: number; readonly changed: number; readonly disposed: number }; readonly owned: readonly { residentId: string; vehicle: Vehicle }[] }

async function load(tx: Tx, event: EventDraft): Promise<VehicleFacts> {
  const { declarationDays } = lawFor(tx, fiscalYearOf(event.effectiveOn))
  return { days: declarationDays, owned: event.name === 'resident.moved-in' ? [] : await listVehiclesOfResidents(tx, event.subjectIds, event.effectiveOn) }
}

const base = {
  business: '課税', detail: null, article: localTaxAct.art('463-19(1)'), lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '税務課',
} as const satisfies Partial<Consequence>

/** 転入: whoever brings a moped changes its plate; nobody here knows who has one — 地方税法463条の19. */
const movedIn = reaction<VehicleFacts>({
  event: 'resident.moved-in', context: 'tax-light-vehicle', load,
  preview: (event, { days }) => [{
    ...base, code: 'tax-light-vehicle.change-plate', subjectIds: event.subjectIds, effect: 'notice', owner: null, effectiveOn: event.effectiveOn, deadline: addDays(event.effectiveOn, days.acquired),
    title: '原付・小型特殊を持っていれば、この町の標識に替えます', detail: '前の町の標識か廃車の証明を持ってきてもらいます。軽四輪と二輪は、検査協会と運輸支局の手続きです。', letter: '軽自動車税申告書（報告書）兼標識交付申請書',
  }],
})

/** 転出: plates of the town come back, inspected vehicles change their address elsewhere — 道路運送車両法67条. */
const movedOut = reaction<VehicleFacts>({
  event: 'resident.moved-out', context: 'tax-light-vehicle', load,
  preview: leaving,
})

function leaving(event: EventDraft, { days, owned }: VehicleFacts): readonly Consequence[] {
  return perPersonAndKind(owned).map(({ residentId, hasTownPlate, count }): Consequence => ({
    ...base, code: hasTownPlate ? 'tax-light-vehicle.return-plate' : 'tax-light-vehicle.change-address', subjectIds: [residentId], effectiveOn: event.effectiveOn,
    ...(hasTownPlate
      ? { title: `原付・小型特殊 ${count}台の標識を返してもらう`, deadline: addDays(event.effectiveOn, days.disposed), letter: '軽自動車税廃車申告書（報告書）兼標識返納書', lostAfter: '4月1日を過ぎると、翌年度もこの町の税がかかります' }
      : { title: `軽四輪・二輪 ${count}台の住所の変更を案内する`, deadline: addDays(event.effectiveOn, days.changed), article: vehicleAct.art('67(1)'), detail: '手続きの場所は、軽四輪が軽自動車検査協会、二輪が運輸支局です。', effect: 'notice' as const, owner: null }),
  }))
}

/** 死亡: the heirs take the vehicles over or have them scrapped — 地方税法443条・463条の19. */
const died = reaction<VehicleFacts>({
  event: 'resident.died', context: 'tax-light-vehicle', load,
  preview: dying,
})

function dying(event: EventDraft, { days, owned }: VehicleFacts): readonly Consequence[] {
  return countByPerson(owned).map(([residentId, count]): Consequence => ({
    ...base, code: 'tax-light-vehicle.change-owner', subjectIds: [residentId], effectiveOn: event.effectiveOn, deadline: addDays(event.effectiveOn, days.disposed),
    title: `亡くなった人の車両 ${count}台の名義変更か廃車の申告をもらう`, lostAfter: '4月1日を過ぎると、相続人に翌年度の税がかかります', letter: '軽自動車税申告書（報告書）',
  }))
}

/** 職権消除: as a move or a death where the office knows of one; else vehicle and owner are looked for — 地方税法463条の19. */
const removed = reaction<VehicleFacts>({
  event: 'resident.removed', context: 'tax-light-vehicle', load,
  preview(event, facts) {
    const { reason } = Removed.parse(event.payload)
    if (reason === 'moved-out') return leaving(event, facts)
    if (reason === 'disappearance') return dying(event, facts)
    return countByPerson(facts.owned).map(([residentId, count]): Consequence => ({
      ...base, code: 'tax-light-vehicle.find-owner', subjectIds: [residentId], effectiveOn: event.effectiveOn, deadline: null,
      title: `住民票を消除した人の車両 ${count}台の所在と所有者を確かめる`, detail: '標識の返納か名義変更の申告を求めます。相手の所在が分からないときは、調べたことを書いて残します。', lostAfter: '4月1日を過ぎると、届かない税が翌年度もかかります',
    }))
  },
})

/** 職権回復: what was asked for on the removal is looked at again. */
const recovered = reaction<VehicleFacts>({
  event: 'resident.recovered', context: 'tax-light-vehicle', load,
  preview: (event, { owned }) => countByPerson(owned).map(([residentId, count]): Consequence => ({
    ...base, code: 'tax-light-vehicle.review-after-recovery', subjectIds: [residentId], effectiveOn: event.effectiveOn, deadline: null,
    title: `回復した人の車両 ${count}台の標識と送り先を見直す`, detail: '消除を受けて標識を返していれば、もう一度渡します。',
  })),
})

/** 異動の取消し: declarations that were asked for on the event are looked at again; the vehicles are where they were. */
const eventCancelled = reaction<VehicleFacts>({
  event: 'resident.event-cancelled', context: 'tax-light-vehicle', load,
  preview: (event, { owned }) => countByPerson(owned).map(([residentId, count]): Consequence => ({
    ...base, code: 'tax-light-vehicle.review-after-cancellation', subjectIds: [residentId], effectiveOn: event.effectiveOn, deadline: null,
    title: `異動の取消しで、車両 ${count}台の標識の返納や名義変更の案内を見直す`, detail: '異動を受けて標識を返していれば、もう一度渡します。',
  })),
})

type Owned = VehicleFacts['owned']

function countByPerson(owned: Owned): readonly (readonly [string, number])[] {
  const residentIds = [...new Set(owned.map((one) => one.residentId))]
  return residentIds.map((residentId) => [residentId, owned.filter((one) => one.residentId === residentId).length] as const)
}

function perPersonAndKind(owned: Owned): readonly { residentId: string; hasTownPlate: boolean; count: number }[] {
  return [true, false].flatMap((hasTownPlate) => countByPerson(owned.filter((one) => townPlateClasses.has(one.vehicle.class) === hasTownPlate)).map(([residentId, count]) => ({ residentId, hasTownPlate, count })))
}

export const lightVehicleReactions: readonly Reaction[] = [movedIn, movedOut, died, removed, recovered, eventCancelled]
