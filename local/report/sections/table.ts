import { html, type Content, type Markup } from '../markup.ts'

/** Name and value, one pair a row. */
export function pairsTable(rows: readonly (readonly [string, Content])[]): Markup {
  return html`<table class="pairs">
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
