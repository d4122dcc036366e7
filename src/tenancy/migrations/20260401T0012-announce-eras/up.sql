-- Eras announced since this program was made, the same for every town — 元号.
create table tenancy.era (
  name text primary key check (char_length(name) between 1 and 4),
  letter text collate "C" not null unique check (letter ~ '^[A-Z]$'),
  code smallint not null unique check (code between 6 and 9),
  from_on date not null unique,
  first_fiscal_year smallint,
  published date not null,
  check (published <= from_on)
);
select platform.publish_reference('tenancy.era');
