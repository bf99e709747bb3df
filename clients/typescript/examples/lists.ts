import { Client } from '@shanghaidoctor/client';

const client = new Client({ url: process.env.API_URL ?? 'http://127.0.0.1:8080' });

// Records one by one; their pages are fetched as they are taken.
const query = { filter: { rank: { eq: 'CHAIR' }, status: { eq: 'CURRENT' } }, fields: 'role,doctor(slug)' } as const;
for await (const post of client.list('appointments', query)) {
  console.log(post.doctor?.slug, '·', post.role);
}

// One record, by its id or its name in addresses.
const doctor = await client.one('doctors', 'shen-muyun', { fields: 'name.display', locales: ['zh-Hans'] });
console.log(doctor.name?.display);
