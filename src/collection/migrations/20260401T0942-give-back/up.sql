alter table collection.ledger drop constraint ledger_kind_check, drop constraint ledger_debit_check, drop constraint ledger_credit_check;
alter table collection.ledger
  add constraint ledger_kind_check check (kind in ('charge', 'charge-change', 'late-charge', 'receipt', 'confirmation', 'reversal', 'overpayment', 'overpayment-returned', 'refund', 'appropriation', 'refund-interest', 'transfer')),
  add constraint ledger_debit_check check (debit in ('receivable', 'late-receivable', 'revenue', 'late-revenue', 'provisional', 'funds-expected', 'cash', 'overpayment', 'unmatched', 'refund-due', 'refund-interest')),
  add constraint ledger_credit_check check (credit in ('receivable', 'late-receivable', 'revenue', 'late-revenue', 'provisional', 'funds-expected', 'cash', 'overpayment', 'unmatched', 'refund-due', 'refund-interest'));

-- What is to become of the overpayment of a charge. One officer proposes, another approves; until then nothing is in the ledger.
create table collection.refund (
  tenant_id integer not null,
  refund_id uuid not null,
  charge_id uuid not null,
  party_id uuid not null,
  cause text collate "C" not null check (cause in ('paid-by-mistake', 'assessment-reduced')),
  overpaid bigint not null check (overpaid > 0),
  interest bigint not null check (interest >= 0),
  appropriated bigint not null check (appropriated >= 0),
  payable bigint not null check (payable >= 0),
  decided_on date not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  approved_at timestamptz,
  approved_by uuid,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  reason text,
  check (overpaid + interest = appropriated + payable),
  check (approved_by is null or approved_by <> proposed_by),
  primary key (tenant_id, refund_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create unique index refund_open on collection.refund (tenant_id, charge_id) where approved_at is null and withdrawn_at is null;
create index refund_party on collection.refund (tenant_id, party_id);
create index refund_waiting on collection.refund (tenant_id, proposed_at) where approved_at is null and withdrawn_at is null;
create index refund_approved on collection.refund (tenant_id, approved_at) where payable > 0;
select platform.protect_table('collection.refund', 'history');

-- What of it goes to other debts of the same person.
create table collection.refund_line (
  tenant_id integer not null,
  refund_id uuid not null,
  line_no smallint not null,
  charge_id uuid not null,
  kind text collate "C" not null check (kind in ('tax', 'late')),
  amount bigint not null check (amount > 0),
  primary key (tenant_id, refund_id, line_no),
  foreign key (tenant_id, refund_id) references collection.refund (tenant_id, refund_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create index refund_line_charge on collection.refund_line (tenant_id, charge_id);
select platform.protect_table('collection.refund_line', 'append');

-- Transfers handed to a bank for one day, as one file.
create table collection.transfer_run (
  tenant_id integer not null,
  run_id uuid not null,
  bank_code text collate "C" not null,
  transfer_on date not null,
  lines integer not null,
  amount bigint not null,
  sha256 text collate "C" not null,
  made_at timestamptz not null,
  made_by uuid not null,
  primary key (tenant_id, run_id)
);
create unique index transfer_run_once on collection.transfer_run (tenant_id, bank_code, transfer_on);
select platform.protect_table('collection.transfer_run', 'append');

create table collection.transfer_line (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  refund_id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  entry_id uuid not null,
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id) references collection.transfer_run (tenant_id, run_id),
  foreign key (tenant_id, refund_id) references collection.refund (tenant_id, refund_id)
);
create index transfer_line_refund on collection.transfer_line (tenant_id, refund_id);
select platform.protect_table('collection.transfer_line', 'append');

-- Transfers that came back: the refund is open again.
create table collection.transfer_return (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  returned_on date not null,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id, line_no) references collection.transfer_line (tenant_id, run_id, line_no)
);
select platform.protect_table('collection.transfer_return', 'append');
