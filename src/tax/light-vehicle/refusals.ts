import { refusalCatalogue } from '../../kernel/outcome.ts'

/** Everything this tax says no to, in the words of the office — 軽自動車税の断り. */
export const lightVehicleRefusals = refusalCatalogue('tax-light-vehicle', {
  // The register
  'vehicle-not-found': { message: 'この車両は台帳にありません。', remedy: '標識番号か車両番号で探し直してください。' },
  'party-not-found': { message: '所有者か使用者の宛名が見つかりません。', remedy: '住民は検索から、町の外の人と法人は宛名に登録してから選んでください。' },
  'plate-taken': { message: '標識番号「{plate}」は、いま台帳にある別の車両が使っています。', remedy: '番号を確かめるか、前の車両の廃車か名義変更を先に入れてください。' },
  'day-in-future': { message: 'あすより後の日付は使えません。', remedy: 'きょうまでの日付を入れてください。' },
  'before-last-event': { message: 'この車両には {from} の記録があり、その日より後でなければ変えられません。', remedy: '異動の日を確かめるか、記録そのものが違うときは「訂正」を選んでください。' },
  'already-deregistered': { message: 'この車両は {on} に廃車になっています。', remedy: '同じ標識で乗り直すときは、新しく登録してください。' },
  'changed-meanwhile': { message: '開いているあいだに、ほかの人がこの記録を変えました。', remedy: '画面を開き直し、違いを確かめてからもう一度入れてください。' },
  'class-does-not-fit': { message: '排気量か出力が「{class}」の範囲に入りません。', remedy: '車両の書類で排気量・定格出力・最高出力を確かめ、種別を選び直してください。', article: '地方税法463条の15第1項1号' },
  'size-missing': { message: '「{class}」を確かめるための排気量か出力がありません。', remedy: '排気量（電動は定格出力、新基準原付は最高出力も）を入れてください。', article: '地方税法463条の15第1項1号' },
  'first-inspection-missing': { message: '三輪以上の軽自動車なのに、初度検査年月がありません。', remedy: '自動車検査証の「初度検査年月」を入れてください。月の記載がない古い車は12月です。', article: '地方税法附則30条' },
  'first-inspection-in-future': { message: '初度検査年月が、登録の日より後になっています。', remedy: '自動車検査証の「初度検査年月」を確かめてください。' },
  'holder-missing': { message: '所有権留保なのに、使用者（買主）がありません。', remedy: '買主を使用者に入れてください。買主が納税義務者になります。', article: '地方税法444条1項' },
  // Assessment
  'year-not-ready': { message: '{year}年度の税率は、まだ登録されていません。', remedy: '登録されている年度を選んでください。' },
  'no-vehicle': { message: '{year}年4月1日に台帳にあった車両が一台もありません。', remedy: '車両の取込みが済んでいるか確かめてください。' },
  'not-on-assessment-date': { message: '{year}年4月1日に、この車両は台帳にありません。', remedy: '登録と廃車の日を確かめてください。4月2日より後に登録した車は、翌年度からかかります。', article: '地方税法463条の16' },
  'public-body': { message: '国や地方公共団体などの車両なので、課税しません。', remedy: '所有者が変わったときは、名義変更を入れてください。', article: '地方税法445条' },
  suspended: { message: '課税を保留している車両です。', remedy: '保留の理由がなくなったときは、変更で「課税する」に戻してください。' },
  'first-inspection-unknown': { message: '初度検査年月がないため、税率が決まりません。', remedy: '自動車検査証を確かめ、訂正で初度検査年月を入れてください。', article: '地方税法附則30条' },
  'class-without-rate': { message: 'この種別の税率が、この年度にありません。', remedy: '種別を確かめてください。新基準原付は令和7年度からの種別です。', article: '地方税法463条の15第1項' },
  'taxpayer-dead': { message: '納税義務者が4月1日より前に亡くなっています。', remedy: '相続人への名義変更か廃車を入れてから、税額を決めてください。', article: '地方税法443条1項' },
  'nothing-changes': { message: '計算し直しても、税額も納める人も変わりません。', remedy: '台帳を直したときは、直した内容が4月1日より前の日付か確かめてください。' },
  'run-waiting': { message: '{year}年度の当初賦課が途中です。', remedy: '当初賦課が済んでから、この車両の税額を決めてください。' },
  'not-decided': { message: 'この車両の{year}年度の税額は、まだ決まっていません。', remedy: '当初賦課が済んでいるか確かめるか、先に税額を決めてください。' },
  // Exemption
  'applied-too-late': { message: '減免の申請期限（{until}）を過ぎています。', remedy: 'この年度は減免できません。来年度の申請を案内してください。', article: '市町村税条例90条' },
  'person-missing': { message: '身体障害者等の減免なのに、障害のある人が住民記録に見つからないか、手帳の級がありません。', remedy: '障害のある人の宛名番号と、手帳の区分・級を入れてください。', article: '市町村税条例90条' },
  'grade-not-covered': { message: 'この障害の級では、条例の減免の範囲に入りません。', remedy: '手帳の級と、だれが運転するかを確かめてください。', article: '市町村税条例90条' },
  'one-vehicle-per-person': { message: 'この人は{year}年度に、別の車両で減免を受けているか申請しています。', remedy: '減免は一人一台です。前の車両の減免を取り消してから申請してください。普通車の減免がないかも県税に確かめてください。', article: '市町村税条例90条' },
  'already-applied': { message: 'この車両には、{year}年度の減免の申請がもうあります。', remedy: '車両の画面で、前の申請を決めてください。' },
  'exemption-not-found': { message: '減免の申請が見つかりません。', remedy: '車両の画面から選び直してください。' },
  'exemption-already-decided': { message: 'この減免は、もう決めてあります。', remedy: '取り消すときは「取消し」を選んでください。' },
  // Papers
  'nothing-to-notify': { message: '税額が0円で、知らせる税額がありません。', remedy: '減免の決定通知を送ってください。' },
  'no-inspection': { message: 'この種別に車検はなく、車検用の納税証明書は要りません。', remedy: '車両を確かめてください。' },
  unpaid: { message: 'この車両には、まだ納めていない税が {amount} あります（{years}）。', remedy: '残りを納めてもらってから出してください。', article: '道路運送車両法97条の2' },
  'only-preliminary': { message: '納付の知らせはコンビニの速報だけで、まだ確定していません。', remedy: '領収証書を見せてもらい、「領収証書を確かめた」に印を付けて出してください。', article: '道路運送車両法97条の2' },
})

export const { refuse, refusal } = lightVehicleRefusals
