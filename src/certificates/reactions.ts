import { TaxCertificateIssued } from '../collection/index.ts'
import { yen } from '../kernel/yen.ts'
import { residentRegistrationAct } from '../legislation/index.ts'
import { reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { nextNumber } from '../platform/number/index.ts'
import { MovedOut } from '../resident/index.ts'
import { SealCertificateIssued } from '../seal/index.ts'
import { IncomeCertificateIssued } from '../tax/individual/index.ts'
import { cashSerial } from './cash.ts'
import { insertEntry } from './cash-store.ts'

/** The fee of a seal certificate goes into the cash book of the desk, in the transaction that issued it — 印鑑登録証明書の手数料. */
const sealCertificateIssued = reaction<null>({
  event: 'seal.certificate-issued', context: 'certificates',
  load: async () => null,
  preview: () => [],
  async apply(tx, event) {
    const { certificateId, desk, feeYen } = SealCertificateIssued.parse(event.payload)
    await insertEntry(tx, {
      desk, entry_no: await nextNumber(tx, cashSerial(desk)), kind: 'fee', document_kind: 'seal-registration-certificate', payment: 'cash', count: 1, yen: yen(feeYen), exemption: null, request_id: certificateId, corrects_no: null, reason: null,
    })
  },
})

/** The fee of a certificate of income or tax, likewise; one without a fee is counted with its reason — 所得・課税証明書の手数料. */
const incomeCertificateIssued = reaction<null>({
  event: 'tax-individual.certificate-issued', context: 'certificates',
  load: async () => null,
  preview: () => [],
  async apply(tx, event) {
    const { certificateId, kind, desk, feeYen, exemption } = IncomeCertificateIssued.parse(event.payload)
    await insertEntry(tx, { desk, entry_no: await nextNumber(tx, cashSerial(desk)), kind: 'fee', document_kind: kind, payment: 'cash', count: 1, yen: yen(feeYen), exemption, request_id: certificateId, corrects_no: null, reason: null })
  },
})

/** The fee of a certificate of what was paid, likewise; by mail it came as postal orders — 納税証明書の手数料. */
const taxCertificateIssued = reaction<null>({
  event: 'collection.certificate-issued', context: 'certificates',
  load: async () => null,
  preview: () => [],
  async apply(tx, event) {
    const { certificateId, kind, desk, feeYen, exemption, payment } = TaxCertificateIssued.parse(event.payload)
    await insertEntry(tx, { desk, entry_no: await nextNumber(tx, cashSerial(desk)), kind: 'fee', document_kind: kind, payment, count: 1, yen: yen(feeYen), exemption, request_id: certificateId, corrects_no: null, reason: null })
  },
})

/**
 * A move-out that was filed with the card: no paper is handed out, the data go to the municipality of arrival by the network — 特例転出.
 * @law basic-resident-registration-act 24-2
 */
const movedOut = reaction<null>({
  event: 'resident.moved-out', context: 'certificates',
  load: async () => null,
  preview(event): readonly Consequence[] {
    const { isCardBased, movedOn } = MovedOut.parse(event.payload)
    if (!isCardBased) return []
    return [{
      code: 'certificates.send-moving-out-data', business: '証明', subjectIds: [...event.subjectIds], title: '転出証明書情報を、住基ネットで転入先へ送る', detail: 'カードによる転出（特例転出）です。転出証明書は渡しません。', article: residentRegistrationAct.art('24-2(3)'),
      effectiveOn: movedOn, deadline: event.effectiveOn, lostAfter: '届いていないと、転入先で転入届を受けられません。', amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '住民課',
    }]
  },
})

export const certificateReactions: readonly Reaction[] = [sealCertificateIssued, incomeCertificateIssued, taxCertificateIssued, movedOut]
