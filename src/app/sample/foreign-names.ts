import type { Sex } from '../../resident/index.ts'
import { pickGivenName, pickSurname, fullName, type Name } from './names.ts'
import type { Random } from './random.ts'
import { weighted } from './weighted.ts'

/** What is common to people of one nationality here: names as on the residence card, with the reading the office keeps. */
export interface Nation { readonly nationality: string; readonly surnames: readonly string[]; readonly male: readonly string[]; readonly female: readonly string[]; readonly statuses: string }

const nations = weighted<Nation>([
  [nation('中国', 'family', ['WANG/ワン LI/リ ZHANG/チャン LIU/リュウ CHEN/チェン YANG/ヤン ZHAO/チャオ HUANG/ファン ZHOU/チョウ WU/ウー XU/シュウ SUN/スン', 'XIAOMING/シャオミン JIANGUO/ジエングオ WEI/ウェイ HAORAN/ハオラン LEI/レイ PENG/ポン', 'XIAOHONG/シャオホン LILI/リーリー MEI/メイ YAN/イエン FANGFANG/ファンファン JINGYI/ジンイー']), 233],
  [nation('ベトナム', 'worker', ['NGUYEN/グエン TRAN/チャン LE/レ PHAM/ファム HOANG/ホアン VU/ヴー DANG/ダン BUI/ブイ DO/ドー', 'VAN　HUNG/ヴァン　フン DUC　MINH/ドゥック　ミン QUOC　BAO/クオック　バオ TUAN　ANH/トゥアン　アイン', 'THI　LAN/ティ　ラン THI　HUONG/ティ　フオン NGOC　ANH/ゴック　アイン THU　HA/トゥー　ハー']), 168],
  [nation('韓国', 'long', ['KIM/キム LEE/イ PARK/パク CHOI/チェ JUNG/チョン KANG/カン CHO/チョ YOON/ユン', 'MINJUN/ミンジュン SEONGHO/ソンホ YOUNGSU/ヨンス DONGHYUN/ドンヒョン', 'SEOYEON/ソヨン MIJA/ミジャ JIWOO/ジウ EUNHEE/ウニ']), 109],
  [nation('フィリピン', 'family', ['SANTOS/サントス REYES/レイエス CRUZ/クルス GARCIA/ガルシア MENDOZA/メンドーサ RAMOS/ラモス', 'JOSE　MIGUEL/ホセ　ミゲル MARK　ANTHONY/マーク　アンソニー JOHN　PAUL/ジョン　ポール', 'MARIA　TERESA/マリア　テレサ ROSE　ANN/ローズ　アン JENNIFER/ジェニファー']), 91],
  [nation('ネパール', 'worker', ['SHARMA/シャルマ GURUNG/グルン THAPA/タパ TAMANG/タマン RAI/ライ', 'BIKASH/ビカス SURESH/スレス DIPAK/ディパク', 'SITA/シタ ANITA/アニタ SABINA/サビナ']), 62],
  [nation('ブラジル', 'long', ['SILVA/シルバ SOUZA/ソウザ OLIVEIRA/オリベイラ PEREIRA/ペレイラ TANAKA　DA　COSTA/タナカ　ダ　コスタ', 'CARLOS　EDUARDO/カルロス　エドゥアルド LUCAS/ルーカス MARCELO　AKIRA/マルセロ　アキラ', 'ANA　PAULA/アナ　パウラ JULIANA　EMI/ジュリアナ　エミ FERNANDA/フェルナンダ']), 56],
  [nation('インドネシア', 'worker', ['WIJAYA/ウィジャヤ SANTOSO/サントソ SAPUTRA/サプトラ PRATAMA/プラタマ', 'BUDI/ブディ AGUS/アグス RIZKI/リズキ', 'SITI/シティ DEWI/デウィ PUTRI/プトリ']), 53],
  [nation('ミャンマー', 'worker', ['AUNG/アウン KYAW/チョー WIN/ウィン HTUN/トゥン', 'ZAW　LIN/ゾー　リン MIN　THU/ミン　トゥ KO　KO/コー　コー', 'SU　SU/スー　スー KHIN　MAR/キン　マー EI　PHYU/エイ　ピュー']), 36],
  [nation('台湾', 'family', ['LIN/リン TSAI/ツァイ HSU/シュー HSIEH/シエ', 'CHIAHAO/ジアハオ TSUNGHAN/ツォンハン', 'YATING/ヤーティン SHUFEN/シューフェン']), 19],
  [nation('米国', 'family', ['SMITH/スミス JOHNSON/ジョンソン WILLIAMS/ウィリアムズ BROWN/ブラウン', 'JAMES　ROBERT/ジェームズ　ロバート MICHAEL/マイケル', 'MARY　ELIZABETH/メアリー　エリザベス EMILY/エミリー']), 18],
  [nation('スリランカ', 'worker', ['PERERA/ペレラ FERNANDO/フェルナンド WICKRAMASINGHE　MUDIYANSELAGE/ウィクラマシンハ　ムディヤンセラゲ', 'NUWAN　CHAMINDA/ヌワン　チャミンダ KASUN/カスン', 'NADEESHA　KUMARI/ナディーシャ　クマリ DILANI/ディラニ']), 16],
  [nation('ペルー', 'long', ['QUISPE/キスペ FLORES/フローレス SANCHEZ/サンチェス', 'LUIS　ALBERTO/ルイス　アルベルト JORGE/ホルヘ', 'ROSA　MARIA/ロサ　マリア CARMEN/カルメン']), 13],
])

function nation(nationality: string, statuses: string, names: readonly [surnames: string, male: string, female: string]): Nation {
  const [surnames, male, female] = names
  return { nationality, surnames: surnames.split(' '), male: male.split(' '), female: female.split(' '), statuses }
}

const statusesOf = {
  family: weighted([['永住者', 34], ['日本人の配偶者等', 14], ['技術・人文知識・国際業務', 18], ['留学', 14], ['家族滞在', 14], ['定住者', 6]]),
  worker: weighted([['技能実習', 30], ['特定技能', 24], ['技術・人文知識・国際業務', 18], ['留学', 14], ['家族滞在', 9], ['永住者', 5]]),
  long: weighted([['特別永住者', 38], ['永住者', 34], ['定住者', 18], ['日本人の配偶者等', 10]]),
} as const

const yearsOf: Readonly<Record<string, string>> = { 技能実習: '1年', 特定技能: '1年', 留学: '2年', 永住者: '無期限' }

/** A foreign resident before address and household are known. */
export interface Foreigner {
  readonly nationality: string
  readonly surname: Name
  readonly given: Name
  readonly statusOfResidence: string
  /** 特別永住者 have no status of residence in the record; their category says it. */
  readonly isSpecialPermanent: boolean
  readonly periodOfStay: string
  /** 通称 */
  readonly alias: Name | null
}

/** How many have an alias, by why people of a nation mostly stay. */
const aliasShares: Readonly<Record<string, number>> = { worker: 0.01 }

/** Children hold what their family holds, never a status for work or study. */
const statusesOfMinors: ReadonlySet<string> = new Set(['永住者', '特別永住者', '定住者', '家族滞在'])
const firstYearOfMinors = 2008

export function pickNation(random: Random): Nation {
  return nations.pick(random)
}

/** A person of this nationality; a family keeps one surname where `surname` is given. */
export function pickForeigner(random: Random, of: Nation, who: { readonly sex: Sex; readonly birthYear: number; readonly surname?: Name }): Foreigner {
  const drawn = statusesOf[of.statuses as keyof typeof statusesOf].pick(random)
  const status = who.birthYear >= firstYearOfMinors && !statusesOfMinors.has(drawn) ? '家族滞在' : drawn
  const isSpecialPermanent = status === '特別永住者'
  const hasAlias = random.chance(isSpecialPermanent ? 0.8 : aliasShares[of.statuses] ?? 0.12)
  return {
    nationality: of.nationality, surname: who.surname ?? nameOf(random.pick(of.surnames)), given: nameOf(random.pick(who.sex === 'male' ? of.male : of.female)),
    statusOfResidence: status, isSpecialPermanent, periodOfStay: yearsOf[status] ?? (random.chance(0.5) ? '3年' : '5年'),
    alias: hasAlias ? fullName(pickSurname(random), pickGivenName(random, who.sex, who.birthYear)) : null,
  }
}

function nameOf(pair: string): Name {
  const [written = '', kana = ''] = pair.split('/')
  return { written, kana }
}
