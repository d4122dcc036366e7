import { law, type Law } from '../kernel/citation.ts'

const declared = new Map<string, Law>()

/** Every law declared here, by key: a law file may cite no other. */
export const laws: ReadonlyMap<string, Law> = declared

// Every law that rules and law files cite, declared once. Add one line where yours is missing, in the group it belongs to.

// Time, age, closed days
export const civilCode = declare('civil-code', '民法')
export const ageCalculationAct = declare('age-calculation-act', '年齢計算ニ関スル法律')
export const holidaysAct = declare('holidays-act', '国民の祝日に関する法律')
export const administrativeHolidaysAct = declare('administrative-holidays-act', '行政機関の休日に関する法律')
export const bankingAct = declare('banking-act', '銀行法')
export const bankingActOrder = declare('banking-act-enforcement-order', '銀行法施行令')

// Municipality
export const localAutonomyAct = declare('local-autonomy-act', '地方自治法')
export const localAutonomyActOrder = declare('local-autonomy-act-enforcement-order', '地方自治法施行令')
export const administrativeProcedureAct = declare('administrative-procedure-act', '行政手続法')
export const complaintReviewAct = declare('administrative-complaint-review-act', '行政不服審査法')
export const standardizationAct = declare('standardization-act', '地方公共団体情報システムの標準化に関する法律')
export const electionsAct = declare('public-offices-election-act', '公職選挙法')
export const schoolEducationAct = declare('school-education-act', '学校教育法')
export const schoolEducationActOrder = declare('school-education-act-enforcement-order', '学校教育法施行令')
export const schoolEducationActRegulation = declare('school-education-act-enforcement-regulation', '学校教育法施行規則')
export const schoolHealthAndSafetyActOrder = declare('school-health-and-safety-act-enforcement-order', '学校保健安全法施行令')

// Residents and numbers
export const residentRegistrationAct = declare('basic-resident-registration-act', '住民基本台帳法')
export const residentRegistrationActOrder = declare('basic-resident-registration-act-enforcement-order', '住民基本台帳法施行令')
export const residentRegistrationActRegulation = declare('basic-resident-registration-act-enforcement-regulation', '住民基本台帳法施行規則')
export const residentialIndicationAct = declare('residential-indication-act', '住居表示に関する法律')
export const familyRegisterAct = declare('family-register-act', '戸籍法')
export const familyRegisterActRegulation = declare('family-register-act-enforcement-regulation', '戸籍法施行規則')
export const nationalityAct = declare('nationality-act', '国籍法')
export const immigrationControlAct = declare('immigration-control-act', '出入国管理及び難民認定法')
export const specialPermanentResidentsAct = declare('special-permanent-residents-act', '日本国との平和条約に基づき日本の国籍を離脱した者等の出入国管理に関する特例法')
export const myNumberAct = declare('my-number-act', '行政手続における特定の個人を識別するための番号の利用等に関する法律')
export const myNumberActOrder = declare('my-number-act-enforcement-order', '行政手続における特定の個人を識別するための番号の利用等に関する法律施行令')
export const publicPersonalAuthenticationAct = declare('public-personal-authentication-act', '電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律')
export const personalInformationAct = declare('personal-information-act', '個人情報の保護に関する法律')

// Local taxes and collection
export const localTaxAct = declare('local-tax-act', '地方税法', '')
export const localTaxActOrder = declare('local-tax-act-enforcement-order', '地方税法施行令')
export const localTaxActRegulation = declare('local-tax-act-enforcement-regulation', '地方税法施行規則')
export const forestEnvironmentTaxAct = declare('forest-environment-tax-act', '森林環境税及び森林環境譲与税に関する法律', '森林環境税法')
export const reconstructionLocalTaxAct = declare('reconstruction-local-tax-act', '東日本大震災からの復興に関し地方公共団体が実施する防災のための施策に必要な財源の確保に係る地方税の臨時特例に関する法律')
export const nationalTaxGeneralAct = declare('national-tax-general-act', '国税通則法')
export const nationalTaxCollectionAct = declare('national-tax-collection-act', '国税徴収法')
export const nationalTaxCollectionActOrder = declare('national-tax-collection-act-enforcement-order', '国税徴収法施行令')
export const incomeTaxAct = declare('income-tax-act', '所得税法', '所税法')
export const incomeTaxActOrder = declare('income-tax-act-enforcement-order', '所得税法施行令')
export const corporateTaxAct = declare('corporate-tax-act', '法人税法')
export const specialTaxationMeasuresAct = declare('special-taxation-measures-act', '租税特別措置法', '措置法')
export const specialTaxationMeasuresOrder = declare('special-taxation-measures-act-enforcement-order', '租税特別措置法施行令')
export const vehicleAct = declare('road-transport-vehicle-act', '道路運送車両法')
export const vehicleActRegulation = declare('road-transport-vehicle-act-enforcement-regulation', '道路運送車両法施行規則')
export const roadTrafficAct = declare('road-traffic-act', '道路交通法')

// Insurance and pensions
export const nhiAct = declare('nhi-act', '国民健康保険法')
export const nhiActOrder = declare('nhi-act-enforcement-order', '国民健康保険法施行令')
export const nhiActRegulation = declare('nhi-act-enforcement-regulation', '国民健康保険法施行規則')
export const elderlyMedicalAct = declare('elderly-medical-act', '高齢者の医療の確保に関する法律')
export const elderlyMedicalActOrder = declare('elderly-medical-act-enforcement-order', '高齢者の医療の確保に関する法律施行令')
export const longTermCareAct = declare('long-term-care-insurance-act', '介護保険法')
export const longTermCareActOrder = declare('long-term-care-insurance-act-enforcement-order', '介護保険法施行令')
export const nationalPensionAct = declare('national-pension-act', '国民年金法')
export const nationalPensionActOrder = declare('national-pension-act-enforcement-order', '国民年金法施行令')
export const nationalPensionActRegulation = declare('national-pension-act-enforcement-regulation', '国民年金法施行規則')
export const nationalPensionAmendmentAct2004 = declare('national-pension-amendment-act-2004', '国民年金法等の一部を改正する法律（平成16年法律104号）')
export const employeesPensionAct = declare('employees-pension-insurance-act', '厚生年金保険法')
export const healthInsuranceAct = declare('health-insurance-act', '健康保険法')

// Welfare and children
export const childAllowanceAct = declare('child-allowance-act', '児童手当法')
export const childAllowanceActOrder = declare('child-allowance-act-enforcement-order', '児童手当法施行令')
export const childRearingAllowanceAct = declare('child-rearing-allowance-act', '児童扶養手当法')
export const childRearingAllowanceActOrder = declare('child-rearing-allowance-act-enforcement-order', '児童扶養手当法施行令')
export const specialChildRearingAllowanceAct = declare('special-child-rearing-allowance-act', '特別児童扶養手当等の支給に関する法律')
export const specialChildRearingAllowanceActOrder = declare('special-child-rearing-allowance-act-enforcement-order', '特別児童扶養手当等の支給に関する法律施行令')
export const childcareSupportAct = declare('child-and-childcare-support-act', '子ども・子育て支援法')
export const childcareSupportActOrder = declare('child-and-childcare-support-act-enforcement-order', '子ども・子育て支援法施行令')
export const childWelfareAct = declare('child-welfare-act', '児童福祉法')
export const disabilitySupportAct = declare('disability-support-act', '障害者の日常生活及び社会生活を総合的に支援するための法律')
export const disabilitySupportActOrder = declare('disability-support-act-enforcement-order', '障害者の日常生活及び社会生活を総合的に支援するための法律施行令')
export const physicallyDisabledWelfareAct = declare('physically-disabled-welfare-act', '身体障害者福祉法')
export const mentalHealthAct = declare('mental-health-act', '精神保健及び精神障害者福祉に関する法律')
export const publicAssistanceAct = declare('public-assistance-act', '生活保護法')
export const immunizationAct = declare('immunization-act', '予防接種法')

// Rules of the municipality itself; the article is that of the model ordinance unless a row says otherwise
export const municipalTaxOrdinance = declare('municipal-tax-ordinance', '市町村税条例', '税条例')
export const municipalTaxReductionOrdinance = declare('municipal-tax-reduction-ordinance', '市町村税の減免に関する条例')
export const nhiTaxOrdinance = declare('nhi-tax-ordinance', '国民健康保険税条例')
export const nhiOrdinance = declare('nhi-ordinance', '国民健康保険条例')
export const longTermCareOrdinance = declare('long-term-care-insurance-ordinance', '介護保険条例')
export const feeOrdinance = declare('fee-ordinance', '手数料条例')
export const closedDaysOrdinance = declare('closed-days-ordinance', '市町村の休日を定める条例')
export const sealRegistrationOrdinance = declare('seal-registration-ordinance', '印鑑の登録及び証明に関する条例')
export const financialRegulation = declare('financial-regulation', '財務規則')

function declare(key: string, title: string, short?: string): Law {
  const one = law(key, title, short)
  declared.set(key, one)
  return one
}
