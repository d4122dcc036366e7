create schema collection;

-- What somebody owes for one instalment of a levy. The row names the debt; its amount stands in the ledger.
create table collection.charge (
  tenant_id integer not null,
  charge_id uuid not null,
  levy_code text collate "C" not null,
  source_id uuid not null,
  instalment smallint not null check (instalment >= 0),
  fiscal_year integer not null,
  party_id uuid not null,
  subject_id uuid,
  notice_no text collate "C",
  due_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, charge_id)
);
create unique index charge_source on collection.charge (tenant_id, levy_code, source_id, instalment);
create index charge_party on collection.charge (tenant_id, party_id);
create index charge_subject on collection.charge (tenant_id, levy_code, subject_id) where subject_id is not null;
select platform.protect_table('collection.charge', 'append');

-- One printed slip is one row. Another amount or another day is another slip with another key.
create table collection.payment_slip (
  tenant_id integer not null,
  slip_id uuid not null,
  slip_key text collate "C" not null,
  reissue smallint not null check (reissue between 0 and 9),
  replaces_slip_id uuid,
  party_id uuid not null,
  levy_code text collate "C" not null,
  amount bigint not null check (amount > 0),
  usable_until date not null,
  code text collate "C",
  confirmation text collate "C" not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  primary key (tenant_id, slip_id)
);
create unique index payment_slip_key on collection.payment_slip (tenant_id, slip_key);
create index payment_slip_party on collection.payment_slip (tenant_id, party_id);
select platform.protect_table('collection.payment_slip', 'append');

create table collection.slip_line (
  tenant_id integer not null,
  slip_id uuid not null,
  line_no smallint not null,
  charge_id uuid not null,
  kind text collate "C" not null check (kind in ('tax', 'late')),
  amount bigint not null check (amount > 0),
  primary key (tenant_id, slip_id, line_no),
  foreign key (tenant_id, slip_id) references collection.payment_slip (tenant_id, slip_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index slip_line_charge on collection.slip_line (tenant_id, charge_id);
select platform.protect_table('collection.slip_line', 'append');

-- The paper of a slip, once it has been printed.
create table collection.slip_document (
  tenant_id integer not null,
  slip_id uuid not null,
  document_id uuid not null,
  primary key (tenant_id, slip_id),
  foreign key (tenant_id, slip_id) references collection.payment_slip (tenant_id, slip_id)
);
select platform.protect_table('collection.slip_document', 'append');

-- A file of a collection agent: known by its bytes.
create table collection.payment_file (
  tenant_id integer not null,
  file_id uuid not null,
  sha256 text collate "C" not null,
  layout text collate "C" not null check (layout in ('csv13', 'fixed120')),
  encoding text collate "C" not null check (encoding in ('utf-8', 'cp932')),
  lines integer not null,
  amount bigint not null,
  received_at timestamptz not null,
  received_by uuid not null,
  primary key (tenant_id, file_id)
);
create unique index payment_file_sha256 on collection.payment_file (tenant_id, sha256);
create index payment_file_received on collection.payment_file (tenant_id, received_at);
select platform.protect_table('collection.payment_file', 'append');

-- Every line as it came, for ever; everything else is derived from it.
create table collection.payment_file_line (
  tenant_id integer not null,
  file_id uuid not null,
  line_no integer not null,
  kind text collate "C" not null check (kind in ('preliminary', 'confirmed', 'cancelled', 'postal-correction')),
  channel text collate "C" not null check (channel in ('store', 'postal', 'real-time')),
  code text collate "C" not null,
  amount bigint not null,
  paid_on date not null,
  paid_at text collate "C",
  chain_code text collate "C" not null,
  store_code text collate "C" not null,
  funds_on date,
  payment_key text collate "C" not null,
  raw text not null,
  primary key (tenant_id, file_id, line_no),
  foreign key (tenant_id, file_id) references collection.payment_file (tenant_id, file_id)
);
select platform.protect_table('collection.payment_file_line', 'append');

-- One payment, whatever has been said of it.
create table collection.payment (
  tenant_id integer not null,
  payment_id uuid not null,
  channel text collate "C" not null check (channel in ('store', 'postal', 'real-time', 'counter')),
  payment_key text collate "C" not null,
  slip_id uuid,
  party_id uuid,
  amount bigint not null check (amount > 0),
  paid_on date not null,
  paid_at text collate "C",
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, payment_id)
);
create unique index payment_by_key on collection.payment (tenant_id, payment_key);
create index payment_of_slip on collection.payment (tenant_id, slip_id) where slip_id is not null;
create index payment_of_party on collection.payment (tenant_id, party_id, paid_on) where party_id is not null;
select platform.protect_table('collection.payment', 'append');

-- What was said of a payment, each thing once.
create table collection.payment_notice (
  tenant_id integer not null,
  payment_id uuid not null,
  kind text collate "C" not null check (kind in ('preliminary', 'confirmed', 'cancelled', 'reversed')),
  funds_on date,
  file_id uuid,
  line_no integer,
  reason text,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, payment_id, kind),
  foreign key (tenant_id, payment_id) references collection.payment (tenant_id, payment_id)
);
select platform.protect_table('collection.payment_notice', 'append');

-- What became of a line; a line without a row here has not been posted yet.
create table collection.payment_file_result (
  tenant_id integer not null,
  file_id uuid not null,
  line_no integer not null,
  outcome text collate "C" not null check (outcome in ('preliminary', 'confirmed', 'cancelled', 'duplicate', 'late-preliminary', 'suspense', 'by-hand')),
  exception text collate "C",
  payment_id uuid,
  posted_at timestamptz not null,
  primary key (tenant_id, file_id, line_no),
  foreign key (tenant_id, file_id, line_no) references collection.payment_file_line (tenant_id, file_id, line_no)
);
create index payment_file_result_exception on collection.payment_file_result (tenant_id, posted_at) where exception is not null;
select platform.protect_table('collection.payment_file_result', 'append');

-- The ledger. Each line moves an amount from one account to another, so that debit and credit are equal in every line,
-- every entry and every day. Nothing is changed: a reversal is a line that names the one it undoes.
create table collection.ledger (
  tenant_id integer not null,
  entry_id uuid not null,
  line_no smallint not null,
  kind text collate "C" not null check (kind in ('charge', 'charge-change', 'late-charge', 'receipt', 'confirmation', 'reversal', 'overpayment', 'overpayment-returned')),
  debit text collate "C" not null check (debit in ('receivable', 'late-receivable', 'revenue', 'late-revenue', 'provisional', 'funds-expected', 'cash', 'overpayment', 'unmatched')),
  credit text collate "C" not null check (credit in ('receivable', 'late-receivable', 'revenue', 'late-revenue', 'provisional', 'funds-expected', 'cash', 'overpayment', 'unmatched')),
  amount bigint not null check (amount > 0),
  charge_id uuid,
  party_id uuid,
  payment_id uuid,
  slip_id uuid,
  effective_on date not null,
  posted_on date not null,
  reverses_entry_id uuid,
  reverses_line_no smallint,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check (debit <> credit),
  check ((kind = 'reversal') = (reverses_entry_id is not null and reverses_line_no is not null)),
  primary key (tenant_id, entry_id, line_no),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id),
  foreign key (tenant_id, payment_id) references collection.payment (tenant_id, payment_id),
  foreign key (tenant_id, slip_id) references collection.payment_slip (tenant_id, slip_id),
  foreign key (tenant_id, reverses_entry_id, reverses_line_no) references collection.ledger (tenant_id, entry_id, line_no)
);
create unique index ledger_reversed_once on collection.ledger (tenant_id, reverses_entry_id, reverses_line_no) where reverses_entry_id is not null;
create index ledger_charge on collection.ledger (tenant_id, charge_id) where charge_id is not null;
create index ledger_payment on collection.ledger (tenant_id, payment_id) where payment_id is not null;
create index ledger_slip on collection.ledger (tenant_id, slip_id) where slip_id is not null;
create index ledger_posted on collection.ledger (tenant_id, posted_on);
create index ledger_overpaid on collection.ledger (tenant_id, charge_id) where credit = 'overpayment' or debit = 'overpayment';
create index ledger_unmatched on collection.ledger (tenant_id, payment_id) where credit = 'unmatched' or debit = 'unmatched';
select platform.protect_table('collection.ledger', 'append');

-- Both sides of every line: sums by account are the trial balance, and the sum over all is zero.
create view collection.posting with (security_invoker = true) as
  select l.tenant_id, l.entry_id, l.line_no, l.kind, s.account, s.amount, l.charge_id, l.party_id, l.payment_id, l.slip_id, l.effective_on, l.posted_on, l.recorded_at
  from collection.ledger l cross join lateral (values (l.debit, l.amount), (l.credit, -l.amount)) as s (account, amount);
grant select on collection.posting to yakuba_app;

-- What is owed and paid for each charge, for other contexts.
create view collection.pub_balance with (security_invoker = true) as
  select c.tenant_id, c.charge_id, c.levy_code, c.fiscal_year, c.source_id, c.instalment, c.party_id, c.subject_id, c.notice_no, c.due_on,
    b.charged, b.balance, b.charged - b.balance as paid, b.preliminary, b.overpaid, b.late_charged, b.late_balance
  from collection.charge c
  cross join lateral (
    select
      coalesce(sum(case when l.credit = 'revenue' then l.amount when l.debit = 'revenue' then -l.amount end), 0)::bigint as charged,
      coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end), 0)::bigint as balance,
      coalesce(sum(case when l.debit = 'provisional' then l.amount when l.credit = 'provisional' then -l.amount end), 0)::bigint as preliminary,
      coalesce(sum(case when l.credit = 'overpayment' then l.amount when l.debit = 'overpayment' then -l.amount end), 0)::bigint as overpaid,
      coalesce(sum(case when l.credit = 'late-revenue' then l.amount when l.debit = 'late-revenue' then -l.amount end), 0)::bigint as late_charged,
      coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end), 0)::bigint as late_balance
    from collection.ledger l where l.tenant_id = c.tenant_id and l.charge_id = c.charge_id
  ) b;
grant select on collection.pub_balance to yakuba_app;
