alter table collection.payment drop constraint payment_channel_check;
alter table collection.payment add constraint payment_channel_check check (channel in ('store', 'postal', 'real-time', 'counter', 'direct-debit'));
create index charge_due on collection.charge (tenant_id, due_on);

-- An account of an addressee at a bank, for debits of a levy (or all) or for money that goes back. For ゆうちょ the symbol
-- of the passbook stands instead of a branch: what a file needs is made from it. A change is a new version.
create table collection.bank_account (
  tenant_id integer not null,
  account_id uuid not null,
  version integer not null,
  party_id uuid not null,
  purpose text collate "C" not null check (purpose in ('debit', 'refund')),
  levy_code text collate "C",
  bank_code text collate "C" not null,
  branch_code text collate "C",
  symbol text collate "C",
  account_type text collate "C" not null,
  number_sealed bytea not null,
  number_digest bytea not null,
  number_tail text collate "C" not null,
  holder_kana text collate "C" not null,
  state text collate "C" not null check (state in ('active', 'suspended', 'ended')),
  due_from date not null,
  applied_on date not null,
  evidence text,
  reason text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  check ((symbol is null) <> (branch_code is null)),
  primary key (tenant_id, account_id, version)
);
create unique index bank_account_current on collection.bank_account (tenant_id, account_id) where recorded_to is null;
create index bank_account_party on collection.bank_account (tenant_id, party_id) where recorded_to is null;
create index bank_account_number on collection.bank_account (tenant_id, number_digest) where recorded_to is null;
select platform.protect_table('collection.bank_account', 'history');

-- What was asked of one bank for one day. The file is kept by its digest as it was handed over.
create table collection.debit_run (
  tenant_id integer not null,
  run_id uuid not null,
  bank_code text collate "C" not null,
  debit_on date not null,
  retry_of uuid,
  lines integer not null,
  amount bigint not null,
  sha256 text collate "C" not null,
  made_at timestamptz not null,
  made_by uuid not null,
  cancelled_at timestamptz,
  cancelled_by uuid,
  reason text,
  primary key (tenant_id, run_id),
  foreign key (tenant_id, retry_of) references collection.debit_run (tenant_id, run_id)
);
create unique index debit_run_once on collection.debit_run (tenant_id, bank_code, debit_on) where cancelled_at is null;
create index debit_run_day on collection.debit_run (tenant_id, debit_on);
select platform.protect_table('collection.debit_run', 'history');

create table collection.debit_line (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  charge_id uuid not null,
  party_id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount > 0),
  customer_number text collate "C" not null,
  bank_code text collate "C" not null,
  new_code text collate "C" not null,
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id) references collection.debit_run (tenant_id, run_id),
  foreign key (tenant_id, charge_id) references collection.charge (tenant_id, charge_id)
);
create unique index debit_line_customer on collection.debit_line (tenant_id, customer_number);
create index debit_line_charge on collection.debit_line (tenant_id, charge_id);
create index debit_line_account on collection.debit_line (tenant_id, account_id);
select platform.protect_table('collection.debit_line', 'append');

-- What the bank said of a whole file: once, known by its bytes.
create table collection.debit_result_file (
  tenant_id integer not null,
  run_id uuid not null,
  sha256 text collate "C" not null,
  received_at timestamptz not null,
  received_by uuid not null,
  primary key (tenant_id, run_id),
  foreign key (tenant_id, run_id) references collection.debit_run (tenant_id, run_id)
);
create unique index debit_result_file_sha256 on collection.debit_result_file (tenant_id, sha256);
select platform.protect_table('collection.debit_result_file', 'append');

create table collection.debit_result (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  code text collate "C" not null,
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id, line_no) references collection.debit_line (tenant_id, run_id, line_no)
);
select platform.protect_table('collection.debit_result', 'append');

-- What became of a line; a result without a row here has not been posted yet.
create table collection.debit_outcome (
  tenant_id integer not null,
  run_id uuid not null,
  line_no integer not null,
  payment_id uuid,
  posted_at timestamptz not null,
  primary key (tenant_id, run_id, line_no),
  foreign key (tenant_id, run_id, line_no) references collection.debit_result (tenant_id, run_id, line_no)
);
select platform.protect_table('collection.debit_outcome', 'append');
