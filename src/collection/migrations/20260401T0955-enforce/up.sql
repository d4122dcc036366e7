-- Adds words to a check of the form `column = any (array[…])`; what stands there stays.
create function pg_temp.widen(target regclass, check_name text, words text[]) returns void language plpgsql as $$
declare
  definition text := (select pg_get_constraintdef(oid) from pg_constraint where conrelid = target and conname = check_name);
  more text := (select string_agg(quote_literal(word) || '::text, ', '') from unnest(words) as word where position(quote_literal(word) in definition) = 0);
begin
  if more is null then return; end if;
  execute format('alter table %s drop constraint %I', target, check_name);
  execute format('alter table %s add constraint %I %s', target, check_name, replace(definition, 'ARRAY[', 'ARRAY[' || more));
end $$;
select pg_temp.widen('collection.ledger', 'ledger_kind_check', array['write-off', 'seizure-receipt', 'distribution', 'hand-over']);
select pg_temp.widen('collection.ledger', 'ledger_debit_check', array['write-off', 'seized-money', 'distribution-due']);
select pg_temp.widen('collection.ledger', 'ledger_credit_check', array['write-off', 'seized-money', 'distribution-due']);
select pg_temp.widen('collection.payment', 'payment_channel_check', array['enforcement']);

create or replace view collection.pub_balance with (security_invoker = true) as
  select c.tenant_id, c.charge_id, c.levy_code, c.fiscal_year, c.source_id, c.instalment, c.party_id, c.subject_id, c.notice_no, c.due_on,
    b.charged, b.balance, b.charged - b.balance - b.written_off as paid, b.preliminary, b.overpaid, b.late_charged, b.late_balance, b.written_off
  from collection.charge c
  cross join lateral (
    select
      coalesce(sum(case when l.credit = 'revenue' then l.amount when l.debit = 'revenue' then -l.amount end), 0)::bigint as charged,
      coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end), 0)::bigint as balance,
      coalesce(sum(case when l.debit = 'provisional' then l.amount when l.credit = 'provisional' then -l.amount end), 0)::bigint as preliminary,
      coalesce(sum(case when l.credit = 'overpayment' then l.amount when l.debit = 'overpayment' then -l.amount end), 0)::bigint as overpaid,
      coalesce(sum(case when l.credit = 'late-revenue' then l.amount when l.debit = 'late-revenue' then -l.amount end), 0)::bigint as late_charged,
      coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end), 0)::bigint as late_balance,
      coalesce(sum(case when l.debit = 'write-off' and l.credit in ('receivable', 'revenue') then l.amount when l.credit = 'write-off' and l.debit in ('receivable', 'revenue') then -l.amount end), 0)::bigint as written_off
    from collection.ledger l where l.tenant_id = c.tenant_id and l.charge_id = c.charge_id
  ) b;

-- Letters, promises and extensions that bear on the prescription of a claim. One that was entered wrongly is withdrawn and stays.
create table collection.claim_event (
  tenant_id integer not null,
  event_id uuid not null,
  charge_id uuid not null,
  kind text collate "C" not null check (kind in ('demand', 'reminder', 'acknowledgement', 'extension', 'fraud')),
  happened_on date not null,
  ended_on date check (ended_on >= happened_on),
  note text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  reason text,
  check ((withdrawn_at is null) = (reason is null)),
  primary key (tenant_id, event_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index claim_event_charge on collection.claim_event (tenant_id, charge_id);
select platform.protect_table('collection.claim_event', 'history');

-- The last day of the right to a claim as it was last derived: for work lists. The course of it is always derived anew from the events.
create table collection.prescription (
  tenant_id integer not null,
  charge_id uuid not null,
  completes_on date,
  held_by text collate "C",
  derived_on date not null,
  primary key (tenant_id, charge_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index prescription_next on collection.prescription (tenant_id, completes_on) where completes_on is not null;
select platform.protect_table('collection.prescription', 'history');

-- What is to be written off. One officer proposes, another approves; until then nothing is in the ledger.
create table collection.write_off (
  tenant_id integer not null,
  write_off_id uuid not null,
  charge_id uuid not null,
  party_id uuid not null,
  cause text collate "C" not null check (cause in ('prescription', 'suspension-continued', 'clearly-uncollectable')),
  gone_on date not null,
  tax bigint not null check (tax >= 0),
  late bigint not null check (late >= 0),
  ground text not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  approved_at timestamptz,
  approved_by uuid check (approved_by <> proposed_by),
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  reason text,
  primary key (tenant_id, write_off_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create unique index write_off_open on collection.write_off (tenant_id, charge_id) where approved_at is null and withdrawn_at is null;
create index write_off_charge on collection.write_off (tenant_id, charge_id);
create index write_off_waiting on collection.write_off (tenant_id, proposed_at) where approved_at is null and withdrawn_at is null;
select platform.protect_table('collection.write_off', 'history');

-- Suspension of disposition: proposed, approved by another officer, looked at each year, cancelled or ended with the duty.
create table collection.suspension (
  tenant_id integer not null,
  suspension_id uuid not null,
  party_id uuid not null,
  ground text collate "C" not null check (ground in ('no-property', 'hardship', 'whereabouts-unknown')),
  findings text not null,
  suspended_on date not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  approved_at timestamptz,
  approved_by uuid check (approved_by <> proposed_by),
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  review_by date not null,
  ended_on date,
  ending text collate "C" check (ending in ('cancelled', 'extinguished')),
  ended_by uuid,
  reason text,
  check ((ended_on is null) = (ending is null)),
  primary key (tenant_id, suspension_id)
);
create index suspension_party on collection.suspension (tenant_id, party_id);
create index suspension_review_next on collection.suspension (tenant_id, review_by) where ended_on is null and withdrawn_at is null;
select platform.protect_table('collection.suspension', 'history');

create table collection.suspension_claim (
  tenant_id integer not null,
  suspension_id uuid not null,
  charge_id uuid not null,
  primary key (tenant_id, suspension_id, charge_id),
  foreign key (tenant_id, suspension_id) references collection.suspension (tenant_id, suspension_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index suspension_claim_charge on collection.suspension_claim (tenant_id, charge_id);
select platform.protect_table('collection.suspension_claim', 'append');

create table collection.suspension_review (
  tenant_id integer not null,
  review_id uuid not null,
  suspension_id uuid not null,
  reviewed_on date not null,
  findings text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, review_id),
  foreign key (tenant_id, suspension_id) references collection.suspension (tenant_id, suspension_id)
);
create index suspension_review_of on collection.suspension_review (tenant_id, suspension_id);
select platform.protect_table('collection.suspension_review', 'append');

-- Seized property. What somebody else owes names that third party.
create table collection.seizure (
  tenant_id integer not null,
  seizure_id uuid not null,
  seizure_no text collate "C" not null,
  party_id uuid not null,
  kind text collate "C" not null check (kind in ('deposit', 'salary', 'insurance', 'other-claim', 'real-estate', 'movables')),
  debtor_name text,
  debtor_address text,
  seized_on date not null,
  served_on date check (served_on >= seized_on),
  salary jsonb,
  ended_on date,
  ending text collate "C" check (ending in ('lifted', 'annulled', 'satisfied')),
  ended_by uuid,
  reason text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check ((ended_on is null) = (ending is null)),
  primary key (tenant_id, seizure_id)
);
create unique index seizure_no on collection.seizure (tenant_id, seizure_no);
create index seizure_party on collection.seizure (tenant_id, party_id);
create index seizure_living on collection.seizure (tenant_id, seized_on) where ended_on is null;
select platform.protect_table('collection.seizure', 'history');

-- The things or sums that are seized; each may be lifted by itself.
create table collection.seizure_item (
  tenant_id integer not null,
  seizure_id uuid not null,
  line_no smallint not null,
  description text not null,
  amount bigint check (amount > 0),
  lifted_on date,
  primary key (tenant_id, seizure_id, line_no),
  foreign key (tenant_id, seizure_id) references collection.seizure (tenant_id, seizure_id)
);
select platform.protect_table('collection.seizure_item', 'history');

-- The claims for which it is seized, as they stood on that day.
create table collection.seizure_claim (
  tenant_id integer not null,
  seizure_id uuid not null,
  charge_id uuid not null,
  tax bigint not null check (tax >= 0),
  late bigint not null check (late >= 0),
  primary key (tenant_id, seizure_id, charge_id),
  foreign key (tenant_id, seizure_id) references collection.seizure (tenant_id, seizure_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index seizure_claim_charge on collection.seizure_claim (tenant_id, charge_id);
select platform.protect_table('collection.seizure_claim', 'append');

-- Requests to another authority or court that sells the debtor's property.
create table collection.delivery_request (
  tenant_id integer not null,
  request_id uuid not null,
  request_no text collate "C" not null,
  party_id uuid not null,
  kind text collate "C" not null check (kind in ('delivery-request', 'participating-seizure')),
  authority text not null,
  proceeding text not null,
  requested_on date not null,
  ended_on date check (ended_on >= requested_on),
  ended_by uuid,
  reason text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, request_id)
);
create index delivery_request_party on collection.delivery_request (tenant_id, party_id);
create index delivery_request_living on collection.delivery_request (tenant_id, requested_on) where ended_on is null;
select platform.protect_table('collection.delivery_request', 'history');

create table collection.delivery_request_claim (
  tenant_id integer not null,
  request_id uuid not null,
  charge_id uuid not null,
  tax bigint not null check (tax >= 0),
  late bigint not null check (late >= 0),
  primary key (tenant_id, request_id, charge_id),
  foreign key (tenant_id, request_id) references collection.delivery_request (tenant_id, request_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index delivery_request_claim_charge on collection.delivery_request_claim (tenant_id, charge_id);
select platform.protect_table('collection.delivery_request_claim', 'append');

-- Money that came by a seizure or a request, before it is distributed.
create table collection.seized_money (
  tenant_id integer not null,
  money_id uuid not null,
  seizure_id uuid,
  request_id uuid,
  party_id uuid not null,
  amount bigint not null check (amount > 0),
  received_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check (num_nonnulls(seizure_id, request_id) = 1),
  primary key (tenant_id, money_id),
  foreign key (tenant_id, seizure_id) references collection.seizure (tenant_id, seizure_id),
  foreign key (tenant_id, request_id) references collection.delivery_request (tenant_id, request_id)
);
create index seized_money_party on collection.seized_money (tenant_id, party_id);
create index seized_money_seizure on collection.seized_money (tenant_id, seizure_id);
create index seized_money_request on collection.seized_money (tenant_id, request_id);
select platform.protect_table('collection.seized_money', 'append');

-- Who gets what of it: one officer proposes, another approves, then it is in the ledger.
create table collection.distribution (
  tenant_id integer not null,
  distribution_id uuid not null,
  money_id uuid not null,
  party_id uuid not null,
  amount bigint not null check (amount > 0),
  surplus bigint not null check (surplus >= 0),
  sent_on date not null,
  deliver_on date not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  approved_at timestamptz,
  approved_by uuid check (approved_by <> proposed_by),
  payment_id uuid,
  entry_ids uuid[] not null default '{}',
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  reason text,
  primary key (tenant_id, distribution_id),
  foreign key (tenant_id, money_id) references collection.seized_money (tenant_id, money_id)
);
create unique index distribution_once on collection.distribution (tenant_id, money_id) where withdrawn_at is null;
create index distribution_money on collection.distribution (tenant_id, money_id);
create index distribution_party on collection.distribution (tenant_id, party_id);
create index distribution_waiting on collection.distribution (tenant_id, proposed_at) where approved_at is null and withdrawn_at is null;
select platform.protect_table('collection.distribution', 'history');

create table collection.distribution_line (
  tenant_id integer not null,
  distribution_id uuid not null,
  line_no smallint not null,
  kind text collate "C" not null check (kind in ('costs', 'own', 'requested', 'secured', 'surplus')),
  creditor text not null,
  charge_id uuid,
  ranked_on date,
  requested_on date,
  claim_tax bigint not null check (claim_tax >= 0),
  claim_late bigint not null check (claim_late >= 0),
  tax bigint not null check (tax >= 0),
  late bigint not null check (late >= 0),
  article text collate "C",
  handed_on date,
  handed_by uuid,
  check ((kind = 'own') = (charge_id is not null)),
  primary key (tenant_id, distribution_id, line_no),
  foreign key (tenant_id, distribution_id) references collection.distribution (tenant_id, distribution_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index distribution_line_charge on collection.distribution_line (tenant_id, charge_id);
create index distribution_line_due on collection.distribution_line (tenant_id, distribution_id) where handed_on is null and kind not in ('own');
select platform.protect_table('collection.distribution_line', 'history');

-- Inquiries about property, and what was answered.
create table collection.property_inquiry (
  tenant_id integer not null,
  inquiry_id uuid not null,
  inquiry_no text collate "C" not null,
  party_id uuid not null,
  about text collate "C" not null check (about in ('deposit', 'salary', 'insurance', 'other-claim', 'real-estate', 'movables')),
  addressed_to text not null,
  address text,
  inquired_on date not null,
  answered_on date,
  found boolean,
  findings text,
  answered_by uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check ((answered_on is null) = (found is null) and (found is null) = (findings is null)),
  primary key (tenant_id, inquiry_id)
);
create index property_inquiry_party on collection.property_inquiry (tenant_id, party_id);
create index property_inquiry_open on collection.property_inquiry (tenant_id, inquired_on) where answered_on is null;
select platform.protect_table('collection.property_inquiry', 'history');

-- Cases handed to a joint body, and what it reported of them.
create table collection.case_transfer (
  tenant_id integer not null,
  transfer_id uuid not null,
  party_id uuid not null,
  body text not null,
  transferred_on date not null,
  returned_on date check (returned_on >= transferred_on),
  returned_by uuid,
  reason text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, transfer_id)
);
create unique index case_transfer_open on collection.case_transfer (tenant_id, party_id) where returned_on is null;
create index case_transfer_party on collection.case_transfer (tenant_id, party_id);
create index case_transfer_day on collection.case_transfer (tenant_id, transferred_on);
select platform.protect_table('collection.case_transfer', 'history');

create table collection.case_transfer_claim (
  tenant_id integer not null,
  transfer_id uuid not null,
  charge_id uuid not null,
  claim_no text collate "C" not null,
  tax bigint not null check (tax >= 0),
  late bigint not null check (late >= 0),
  primary key (tenant_id, transfer_id, charge_id),
  foreign key (tenant_id, transfer_id) references collection.case_transfer (tenant_id, transfer_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create unique index case_transfer_claim_no on collection.case_transfer_claim (tenant_id, claim_no);
create index case_transfer_claim_charge on collection.case_transfer_claim (tenant_id, charge_id);
select platform.protect_table('collection.case_transfer_claim', 'append');

create table collection.case_transfer_result (
  tenant_id integer not null,
  result_key text collate "C" not null,
  claim_no text collate "C" not null,
  amount bigint not null check (amount > 0),
  paid_on date not null,
  payment_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, result_key),
  foreign key (tenant_id, payment_id) references collection.payment (tenant_id, payment_id)
);
create index case_transfer_result_payment on collection.case_transfer_result (tenant_id, payment_id);
create index case_transfer_result_claim on collection.case_transfer_result (tenant_id, claim_no);
select platform.protect_table('collection.case_transfer_result', 'append');
