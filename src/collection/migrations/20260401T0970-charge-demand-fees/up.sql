-- Adds words to a check of the form `column = any (array[…])`; what stands there stays.
create or replace function pg_temp.widen(target regclass, check_name text, words text[]) returns void language plpgsql as $$
declare
  definition text := (select pg_get_constraintdef(oid) from pg_constraint where conrelid = target and conname = check_name);
  more text := (select string_agg(quote_literal(word) || '::text, ', '') from unnest(words) as word where position(quote_literal(word) in definition) = 0);
begin
  if more is null then return; end if;
  execute format('alter table %s drop constraint %I', target, check_name);
  execute format('alter table %s add constraint %I %s', target, check_name, replace(definition, 'ARRAY[', 'ARRAY[' || more));
end $$;
select pg_temp.widen('collection.ledger', 'ledger_kind_check', array['demand-fee']);
select pg_temp.widen('collection.ledger', 'ledger_debit_check', array['fee-receivable', 'fee-revenue']);
select pg_temp.widen('collection.ledger', 'ledger_credit_check', array['fee-receivable', 'fee-revenue']);
select pg_temp.widen('collection.slip_line', 'slip_line_kind_check', array['fee']);
select pg_temp.widen('collection.refund_line', 'refund_line_kind_check', array['fee']);
select pg_temp.widen('collection.plan_line', 'plan_line_kind_check', array['fee']);
select pg_temp.widen('collection.carry_over_entry', 'carry_over_entry_kind_check', array['fee']);

alter table collection.demand
  add column fee bigint not null default 0 check (fee >= 0),
  add column fee_entry_id uuid,
  add constraint demand_fee_entry_check check ((fee > 0) = (fee_entry_id is not null));
alter table collection.carry_over add column fee bigint not null default 0;
alter table collection.carry_over_line add column fee bigint not null default 0;
alter table collection.write_off add column fee bigint not null default 0 check (fee >= 0);
alter table collection.seizure_claim add column fee bigint not null default 0 check (fee >= 0);
alter table collection.delivery_request_claim add column fee bigint not null default 0 check (fee >= 0);
alter table collection.case_transfer_claim add column fee bigint not null default 0 check (fee >= 0);
alter table collection.tax_certificate_line add column fee bigint not null default 0;
alter table collection.distribution_line
  add column claim_fee bigint not null default 0 check (claim_fee >= 0),
  add column fee bigint not null default 0 check (fee >= 0);

create or replace view collection.pub_balance with (security_invoker = true) as
  select c.tenant_id, c.charge_id, c.levy_code, c.fiscal_year, c.source_id, c.instalment, c.party_id, c.subject_id, c.notice_no, c.due_on,
    b.charged, b.balance, b.charged - b.balance - b.written_off as paid, b.preliminary, b.overpaid, b.late_charged, b.late_balance, b.written_off, b.fee_charged, b.fee_balance
  from collection.charge c
  cross join lateral (
    select
      coalesce(sum(case when l.credit = 'revenue' then l.amount when l.debit = 'revenue' then -l.amount end), 0)::bigint as charged,
      coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end), 0)::bigint as balance,
      coalesce(sum(case when l.debit = 'provisional' then l.amount when l.credit = 'provisional' then -l.amount end), 0)::bigint as preliminary,
      coalesce(sum(case when l.credit = 'overpayment' then l.amount when l.debit = 'overpayment' then -l.amount end), 0)::bigint as overpaid,
      coalesce(sum(case when l.credit = 'late-revenue' then l.amount when l.debit = 'late-revenue' then -l.amount end), 0)::bigint as late_charged,
      coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end), 0)::bigint as late_balance,
      coalesce(sum(case when l.debit = 'write-off' and l.credit in ('receivable', 'revenue') then l.amount when l.credit = 'write-off' and l.debit in ('receivable', 'revenue') then -l.amount end), 0)::bigint as written_off,
      coalesce(sum(case when l.credit = 'fee-revenue' then l.amount when l.debit = 'fee-revenue' then -l.amount end), 0)::bigint as fee_charged,
      coalesce(sum(case when l.debit = 'fee-receivable' then l.amount when l.credit = 'fee-receivable' then -l.amount end), 0)::bigint as fee_balance
    from collection.ledger l where l.tenant_id = c.tenant_id and l.charge_id = c.charge_id
  ) b;
