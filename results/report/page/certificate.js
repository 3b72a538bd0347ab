// What a complete search states about its space: what is closed, how, and what that says of a design.
import {h} from './dom.js';
import {numberText} from './units.js';

/// {space, front, blocks}: the statements as they stand in the database; null where there are none.
export function certificateOf(study) {
  const statements = study.certificate ?? {};
  const blocks = Object.entries(statements).filter(([name]) => name.startsWith('block/')).map(([, json]) => json);
  if (!statements.front && blocks.length === 0) {
    return null;
  }
  return {space: statements.space ?? null, front: statements.front ?? null, blocks};
}

/// One sentence about the whole space.
export function statementOf(study) {
  const certificate = certificateOf(study);
  if (certificate === null) {
    return null;
  }
  const {front, blocks} = certificate;
  const designs = numberText(Number(study.space));
  if (!front) {
    const closed = blocks.filter(block => block.complete).length;
    return {kind: 'open', text: study.progress.finished
      ? `${closed} of ${blocks.length} blocks are closed; the front was measured again with fresh seeds, and that front no certificate covers.`
      : `Open: ${closed} of ${blocks.length} blocks seen so far are closed; the front is that of what was reached.`};
  }
  if (!front.complete) {
    return {kind: 'open', text: `Not certified: the search visited a part of the ${designs} designs.`};
  }
  return front.eps > 0
    ? {kind: 'near', text: `Complete within eps: each of the ${designs} designs is within a factor of ${1 + front.eps} of a front member in every objective.`}
    : {kind: 'complete', text: `Complete: each of the ${designs} designs of the space was evaluated or closed by a bound; none dominates a member of the front.`};
}

/// What that says of one design.
export function statementFor(study, row) {
  const statement = statementOf(study);
  if (statement === null) {
    return null;
  }
  const {front} = certificateOf(study);
  const text = !row.front ? 'a design on the front dominates this one'
    : !front ? (study.progress.finished ? 'none covers a front that was measured again with fresh seeds'
      : 'nothing reached so far dominates it; parts of the space are open')
    : !front.complete ? 'nothing visited dominates it'
    : front.eps > 0 ? `no design of the space beats it in every objective by more than a factor of ${1 + front.eps}`
    : 'no design of the space dominates it';
  return {kind: row.front ? statement.kind : 'dominated', text};
}

/// The blocks of the space as a table, under the sentence.
export function certificatePanel(study) {
  const {space, blocks} = certificateOf(study);
  const statement = statementOf(study);
  const state = block => block.complete ? block.method
    : `${block.method}, ${block.classes_done} of ${block.classes} classes so far`;
  return [
    h('p', {class: `verdict ${statement.kind}`}, statement.text, ' ', h('code', {class: 'command'}, 'paretree check DB'), ' verifies it.'),
    blocks.length ? h('div', {class: 'scroll blocks'}, h('table', {},
      h('thead', {}, h('tr', {}, ['block of the space', 'closed by', 'designs', 'evaluated'].map((text, place) =>
        h('th', {scope: 'col', class: place > 1 ? 'number' : null}, text)))),
      h('tbody', {}, blocks.map(block => h('tr', {}, h('td', {}, block.name), h('td', {}, state(block)),
        h('td', {class: 'number'}, numberText(Number(block.designs))), h('td', {class: 'number'}, numberText(block.evaluated))))))) : '',
    blocks.length ? h('p', {class: 'note'}, 'A list compares every plan, a recursion builds plans from parts and drops dominated ones, a walk visits every design that no bound closes.') : '',
    space ? h('p', {class: 'note'}, `Objectives: ${space.objectives.join(', ')}. Not in the space: ${space.outside}.`) : ''];
}
