-- One sheet of a certificate about what an addressee owed and had paid on the day of issue.
create table collection.tax_certificate (
  tenant_id integer not null,
  certificate_id uuid not null,
  number text collate "C" not null,
  kind text collate "C" not null check (kind in ('tax-payment-certificate', 'no-arrears-certificate')),
  party_id uuid not null,
  requester_kind text collate "C" not null check (requester_kind in ('self', 'household', 'agent', 'official')),
  requester_name text,
  identity_check text collate "C" not null,
  purpose text,
  delivery text collate "C" not null check (delivery in ('counter', 'mail')),
  mail_to text,
  postal_order_yen bigint check (postal_order_yen >= 0),
  exemption text collate "C",
  fee_yen bigint not null check (fee_yen >= 0),
  document_id uuid not null,
  desk text not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  check (delivery = 'mail' or (mail_to is null and postal_order_yen is null)),
  primary key (tenant_id, certificate_id)
);
create unique index tax_certificate_number on collection.tax_certificate (tenant_id, number);
create index tax_certificate_party on collection.tax_certificate (tenant_id, party_id, issued_at);
select platform.protect_table('collection.tax_certificate', 'append');

-- What the sheet said of a levy and year.
create table collection.tax_certificate_line (
  tenant_id integer not null,
  certificate_id uuid not null,
  line_no smallint not null,
  levy_code text collate "C" not null,
  fiscal_year integer not null,
  charged bigint not null,
  paid bigint not null,
  unpaid bigint not null,
  not_yet_due bigint not null,
  late bigint not null,
  primary key (tenant_id, certificate_id, line_no),
  foreign key (tenant_id, certificate_id) references collection.tax_certificate (tenant_id, certificate_id)
);
select platform.protect_table('collection.tax_certificate_line', 'append');
