import type { ExampleFamilies } from '../legislation/index.ts'

/** The rules that families of published vectors ask, as `docs/worked-examples.md` lists them. */
export const exampleFamilies: ExampleFamilies = {
  checkDigit: 'kernel.check-digit', wareki: 'kernel.wareki', businessDay: 'kernel.business-day',
  cvsBarcode: 'collection.payment-code', cvsFile: 'collection.payment-file-row', ocrLine: 'collection.ocr-line', reconcile: 'collection.reconcile', elqr: 'collection.elqr', zengin: 'collection.zengin',
  zenginKana: 'collection.zengin-kana', encoding: 'collection.cp932', yucho: 'collection.yucho-account', customerBarcode: 'collection.customer-barcode', pensionFile: 'collection.pension-file',
  common: [['nominalDue', 'collection.due-date'], ['due', 'collection.demand']],
  entaikin: 'collection.delinquency-charge', 'kanpu-kasankin': 'collection.refund-interest',
  'kojin-juminzei': 'tax-individual.assess', keijidosha: 'tax-light-vehicle.assess',
  national_pension_exemption: [['event', 'national-pension.maternity'], ['self', 'national-pension.exemption']],
}
