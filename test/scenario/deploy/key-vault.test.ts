import assert from 'node:assert/strict'
import { CLIENT } from '../../support/fake-azure.ts'
import { KEY } from '../../support/fake-serving.ts'
import { FakeVault, VAULT_ID, vaultRefusal } from '../../support/fake-vault.ts'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

const INTO_VAULT = { keyVaultName: 'kv-chd', keyVaultSecretName: 'chd-key' }

describe('a release that keeps the key of its endpoint in a key vault', () => {
  const folder = folderPerTest()

  const over = (inputs: Record<string, string> = INTO_VAULT): Release => {
    const release = new Release(folder(), inputs)
    release.world.serving.attach().serve({ blue: 100 })
    return release
  }

  const wrote = ({ world }: Release): string[] =>
    world.wire.lines.filter(line => /^(PUT|DELETE|PATCH)/.test(line))

  it('writes it when the new deployment serves, with a content type and the tags of the build', async () => {
    const release = over()
    const vault = new FakeVault(release.world.wire)
    const { result } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.deepEqual(vault.secrets.get('chd-key'), [
      {
        value: KEY,
        contentType: 'Key of online endpoint chd',
        tags: { 'mlops.endpoint': 'chd', 'mlops.build': '7' },
        attributes: {},
      },
    ])
    const order = wrote(release).filter(line =>
      /^(PUT vault\.example\/secrets\/chd-key|PUT .*onlineEndpoints\/chd)$/.test(line),
    )
    assert.match(order.at(-1) ?? '', /vault/, 'after the last change of the traffic')
    const { host } = release.world
    assert.match(host.log.text, /Key: kept in secret chd-key of key vault kv-chd\./)
    const said = [
      host.log.text,
      ...host.log.debugLines,
      ...Object.values(host.summaries),
      JSON.stringify(host.taskState),
    ]
    assert.ok(said.every(text => !text.includes(KEY)))
  })

  it('calls the secret after the endpoint where it has no name of its own', async () => {
    const release = over({ keyVaultName: 'kv-chd' })
    const vault = new FakeVault(release.world.wire)
    await release.run()
    assert.deepEqual([...vault.secrets.keys()], ['chd-key'])
  })

  it('finds a vault in another resource group of the subscription', async () => {
    const release = over()
    const vault = new FakeVault(release.world.wire, true, false)
    await release.run()
    assert.equal(vault.secrets.get('chd-key')?.length, 1)
  })

  it('adds no version where the secret holds the key already', async () => {
    const release = over()
    const vault = new FakeVault(release.world.wire)
    vault.secrets.set('chd-key', [{ value: KEY }])
    await release.run()
    assert.equal(vault.secrets.get('chd-key')?.length, 1)
    assert.match(release.world.host.log.text, /is secret chd-key of key vault kv-chd already/)
  })

  it('masks what the secret held before, and lets its expiry go on', async () => {
    const release = over()
    const vault = new FakeVault(release.world.wire)
    const exp = Date.UTC(2027, 0, 1) / 1000
    vault.secrets.set('chd-key', [{ value: 'an older key', attributes: { exp } }])
    await release.run()
    assert.ok(release.world.host.masked.includes('an older key'))
    assert.deepEqual(vault.secrets.get('chd-key')?.at(-1)?.attributes, { exp })
  })

  it('recovers a secret that was deleted, and waits until it is back', async () => {
    const release = over()
    const vault = new FakeVault(release.world.wire)
    vault.secrets.set('chd-key', [{ value: 'an older key' }])
    vault.delete('chd-key')
    const { result } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.deepEqual(
      vault.secrets.get('chd-key')?.map(({ value }) => value),
      ['an older key', KEY],
    )
    assert.match(release.world.host.log.text, /was deleted; recovering it/)
  })

  const refusals: [
    what: string,
    refusal: ReturnType<typeof vaultRefusal>,
    goesByRoles: boolean,
    says: RegExp,
  ][] = [
    [
      'lacks the role',
      vaultRefusal(
        403,
        'Forbidden',
        'ForbiddenByRbac',
        'Caller is not authorized to perform action on resource.',
      ),
      true,
      new RegExp(
        `az role assignment create --assignee ${CLIENT} --role "Key Vault Secrets Officer" --scope ${VAULT_ID}`,
      ),
    ],
    [
      'is in no access policy',
      vaultRefusal(403, 'Forbidden', 'AccessDenied', 'The application does not have secrets get permission.'),
      false,
      new RegExp(`az keyvault set-policy --name kv-chd --spn ${CLIENT} --secret-permissions get set`),
    ],
    [
      'is outside of the network',
      vaultRefusal(403, 'Forbidden', 'ForbiddenByFirewall', 'Client address is not authorized.'),
      true,
      /network rules of key vault kv-chd keep this agent out[^]*agent inside its network/,
    ],
  ]
  for (const [what, refusal, goesByRoles, says] of refusals) {
    it(`stops before it changes anything where the identity ${what}, and says what helps`, async () => {
      const release = over()
      new FakeVault(release.world.wire, goesByRoles).refuses = { GET: refusal }
      assert.match(await release.failure(), says)
      assert.deepEqual(wrote(release), [])
    })
  }

  it('stops before it changes anything where there is no such vault', async () => {
    const release = over({ keyVaultName: 'kv-nobody' })
    new FakeVault(release.world.wire)
    assert.match(await release.failure(), /no key vault kv-nobody[^]*Correct keyVaultName/)
    assert.deepEqual(wrote(release), [])
  })

  it('stops before it changes anything where the endpoint was made for tokens, which are no keys', async () => {
    const release = over()
    new FakeVault(release.world.wire)
    const endpoint = release.world.serving.endpoints.get('chd')
    assert.ok(endpoint)
    endpoint.properties['authMode'] = 'AMLToken'
    assert.match(await release.failure(), /no key to keep in key vault kv-chd[^]*authMode AMLToken/)
    assert.deepEqual(
      wrote(release).filter(line => /management|vault\.example/.test(line)),
      [],
    )
  })

  it('goes on serving, with an issue that says what helps, where the key cannot be written in the end', async () => {
    const release = over()
    const forbidden = vaultRefusal(403, 'Forbidden', 'ForbiddenByRbac', "Action: '.../setSecret/action'")
    new FakeVault(release.world.wire).refuses = { PUT: forbidden }
    const { result } = await release.run()
    assert.equal(result, 'SucceededWithIssues')
    const { host, serving } = release.world
    assert.match(host.log.warnings.join('\n'), /its key is not secret chd-key[^]*What to do: Grant it/)
    assert.deepEqual(host.secretOutputs, { endpointKey: KEY })
    assert.equal(serving.traffic?.['green'], 100)
  })

  it('reads the vault also where it only validates, and writes nothing', async () => {
    const release = over({ ...INTO_VAULT, validateOnly: 'true' })
    new FakeVault(release.world.wire).refuses = { GET: failure(403, 'Forbidden', 'No.') }
    assert.match(await release.failure(), /Reading secret chd-key of key vault kv-chd failed/)
  })

  it('sends the token of vaults to the address that Azure told, and nowhere else', async () => {
    const release = over()
    new FakeVault(release.world.wire)
    await release.run()
    const hosts = release.world.wire.requests
      .filter(({ headers }) => headers['authorization']?.includes('vault.azure.net'))
      .map(({ url }) => url.host)
    assert.deepEqual([...new Set(hosts)], ['vault.example'])
  })

  const bad: [what: string, inputs: Record<string, string>, says: RegExp][] = [
    ['a secret without a vault', { keyVaultSecretName: 'chd-key' }, /keyVaultName.*a vault is required/],
    ['a name that no secret has', { ...INTO_VAULT, keyVaultSecretName: 'chd_key' }, /keyVaultSecretName/],
    ['a name that no vault has', { keyVaultName: 'kv--chd' }, /keyVaultName/],
    ['an endpoint without a key', { ...INTO_VAULT, authMode: 'aml_token' }, /has no key to keep in a vault/],
  ]
  for (const [what, inputs, says] of bad) {
    it(`refuses ${what} before it calls anybody`, async () => {
      const release = over(inputs)
      assert.match(await release.failure(), says)
      assert.deepEqual(release.world.wire.lines, [])
    })
  }
})
