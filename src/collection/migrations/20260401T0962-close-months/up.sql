-- A month that is closed. A second officer may open it again for cash of its days; what is entered then stands under its own day.
create table collection.month_close (
  tenant_id integer not null,
  month date not null check (extract(day from month) = 1),
  close_no smallint not null,
  moves integer not null,
  amount bigint not null,
  digest text collate "C" not null,
  closed_at timestamptz not null,
  closed_by uuid not null,
  closed_by_name text not null,
  reopened_at timestamptz,
  reopened_by uuid,
  reopened_by_name text,
  reason text,
  primary key (tenant_id, month, close_no)
);
create unique index month_close_standing on collection.month_close (tenant_id, month) where reopened_at is null;
select platform.protect_table('collection.month_close', 'history');

-- Sums of the ledger in a month, made when it is first closed: a month that is over gets no more lines.
create table collection.month_tally (
  tenant_id integer not null,
  through date not null,
  line_no integer not null,
  month date not null,
  levy_code text collate "C" not null,
  fiscal_year integer not null,
  due_on date not null,
  debit text collate "C" not null,
  credit text collate "C" not null,
  amount bigint not null,
  primary key (tenant_id, through, line_no)
);
select platform.protect_table('collection.month_tally', 'append');

-- Payments that became money in a month, by channel.
create table collection.month_channel (
  tenant_id integer not null,
  through date not null,
  month date not null,
  channel text collate "C" not null,
  pieces integer not null,
  amount bigint not null,
  primary key (tenant_id, through, month, channel)
);
select platform.protect_table('collection.month_channel', 'append');
