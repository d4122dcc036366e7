create schema tax_bathing;

create table tax_bathing.monthly_return (
  tenant_id integer not null,
  id uuid not null,
  party_id uuid not null,
  month date not null,
  guests integer not null,
  exempt_guests integer not null,
  line_codes smallint[] not null,
  yen bigint[] not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index monthly_return_month on tax_bathing.monthly_return (tenant_id, party_id, month);
select platform.protect_table('tax_bathing.monthly_return', 'append');
