-- One row for each way of payment and day of funds among the notices of one statement; money of the desk and of seizures, which is there at once, has none.
create table collection.channel_funds (
  tenant_id integer not null,
  funds_on date not null,
  batch_id uuid not null,
  line_no smallint not null,
  way text collate "C" not null,
  channel_id uuid,
  bank_code text collate "C",
  payments integer not null check (payments > 0),
  amount bigint not null check (amount > 0),
  recorded_at timestamptz not null,
  primary key (tenant_id, funds_on, batch_id, line_no)
);
select platform.protect_table('collection.channel_funds', 'append');

do $$
declare
  town integer;
begin
  for town in select tenant_id from tenancy.municipality loop
    perform set_config('app.tenant', town::text, true);
    insert into collection.channel_funds (tenant_id, funds_on, batch_id, line_no, way, channel_id, bank_code, payments, amount, recorded_at)
    select town, s.funds_on, gen_random_uuid(), 1, s.channel, s.channel_id, s.bank_code, s.payments, s.amount, s.recorded_at
    from (
      select n.funds_on, p.channel, f.channel_id, r.bank_code, count(*)::integer as payments, sum(p.amount)::bigint as amount, max(n.recorded_at) as recorded_at
      from collection.payment_notice n
      join collection.payment p on p.tenant_id = town and p.payment_id = n.payment_id
      left join collection.payment_file f on f.tenant_id = town and f.file_id = n.file_id
      left join collection.debit_line l on p.channel = 'direct-debit' and l.tenant_id = town and l.customer_number = split_part(p.payment_key, '|', 2)
      left join collection.debit_run r on r.tenant_id = town and r.run_id = l.run_id
      where n.tenant_id = town and n.kind = 'confirmed' and n.funds_on is not null and p.channel not in ('counter', 'enforcement')
      group by n.funds_on, p.channel, f.channel_id, r.bank_code) s;
  end loop;
  perform set_config('app.tenant', '', true);
end $$;
