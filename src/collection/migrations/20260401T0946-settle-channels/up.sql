alter table collection.ledger drop constraint ledger_kind_check;
alter table collection.ledger add constraint ledger_kind_check check (kind in ('charge', 'charge-change', 'late-charge', 'receipt', 'confirmation', 'reversal', 'overpayment', 'overpayment-returned', 'refund', 'appropriation', 'refund-interest', 'transfer', 'settlement'));

-- A credit on the town's account, as the bank's statement says it.
create table collection.bank_credit (
  tenant_id integer not null,
  credit_id uuid not null,
  statement_key text collate "C" not null,
  credited_on date not null,
  amount bigint not null check (amount > 0),
  remitter text not null,
  note text,
  sha256 text collate "C" not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, credit_id)
);
create unique index bank_credit_key on collection.bank_credit (tenant_id, statement_key);
create index bank_credit_day on collection.bank_credit (tenant_id, credited_on);
select platform.protect_table('collection.bank_credit', 'append');

-- A credit laid on the days of channels whose money it is. It balances to the yen, or is not written.
create table collection.channel_settlement (
  tenant_id integer not null,
  settlement_id uuid not null,
  credit_id uuid not null,
  amount bigint not null check (amount > 0),
  entry_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, settlement_id),
  foreign key (tenant_id, credit_id) references collection.bank_credit (tenant_id, credit_id)
);
create unique index channel_settlement_credit on collection.channel_settlement (tenant_id, credit_id);
select platform.protect_table('collection.channel_settlement', 'append');

-- `source` is the channel's id, or the way of payment where the money came over no channel of the list.
create table collection.channel_settlement_line (
  tenant_id integer not null,
  settlement_id uuid not null,
  line_no smallint not null,
  source text collate "C" not null,
  funds_on date not null,
  amount bigint not null check (amount > 0),
  primary key (tenant_id, settlement_id, line_no),
  foreign key (tenant_id, settlement_id) references collection.channel_settlement (tenant_id, settlement_id)
);
create index channel_settlement_line_source on collection.channel_settlement_line (tenant_id, source, funds_on);
select platform.protect_table('collection.channel_settlement_line', 'append');

create index payment_notice_funds on collection.payment_notice (tenant_id, funds_on) where funds_on is not null;
