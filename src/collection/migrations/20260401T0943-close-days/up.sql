-- A day that is closed, with all days before it. Ledger lines are entered under the day on which they are written, so a past
-- day can get no more of them; cash of a closed day is not taken either.
create table collection.day_sheet (
  tenant_id integer not null,
  day date not null,
  moves integer not null,
  closed_at timestamptz not null,
  closed_by uuid not null,
  primary key (tenant_id, day)
);
select platform.protect_table('collection.day_sheet', 'append');

-- Balance of each account at the end of it, and what was entered on either side since the closed day before.
create table collection.day_sheet_line (
  tenant_id integer not null,
  day date not null,
  account text collate "C" not null,
  debit bigint not null,
  credit bigint not null,
  balance bigint not null,
  primary key (tenant_id, day, account),
  foreign key (tenant_id, day) references collection.day_sheet (tenant_id, day)
);
select platform.protect_table('collection.day_sheet_line', 'append');
