import type { Manifest } from '../platform/context/manifest.ts'
import { changeParty, endDeliveryAddress, registerCorporation, registerOutsider, setDeliveryAddress } from './commands.ts'
import { cancelLink, confirmOnArrival, linkForm, linkResident } from './link.ts'
import { linkPage } from './pages/link.tsx'
import { partyPage } from './pages/party.tsx'
import { showParty } from './queries.ts'
import { partyRefusals } from './refusals.ts'

/** Whom the office writes to and collects from — 宛名. */
export const party: Manifest = {
  name: 'party',
  schema: 'party',
  title: '宛名',
  code: 'AT',
  folder: new URL('./', import.meta.url),
  commands: [registerOutsider, registerCorporation, changeParty, endDeliveryAddress, setDeliveryAddress, linkResident, cancelLink],
  queries: [showParty, linkForm],
  pages: [partyPage, linkPage],
  events: [confirmOnArrival],
  tables: [
    { name: 'party.party', kind: 'tenant', large: true },
    { name: 'party.profile', kind: 'tenant', large: true },
    { name: 'party.delivery_address', kind: 'tenant' },
    { name: 'party.resident_link', kind: 'tenant' },
  ],
  permissions: [
    { name: 'party.read', title: '宛名を見る' },
    { name: 'party.write', title: '宛名と送付先を登録する' },
  ],
  refusals: [partyRefusals],
}
