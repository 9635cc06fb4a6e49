import { html, nothing } from 'lit';
import type { ModelState } from '../chat/model-loader.js';
import { documentTypes } from '../documents/document.js';
import type { InterfaceLanguage } from '../i18n/language.js';
import type { SearchMessages } from '../i18n/search-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { Library } from '../search/library.js';
import type { LibraryController } from '../search/library-controller.js';
import type { SearchView } from '../search/search-view.js';
import { renderNameField } from './name-field.js';

export interface LibraryBar {
  readonly controller: LibraryController | undefined;
  readonly libraries: readonly Library[];
  readonly messages: SearchMessages;
  readonly model: ModelState;
  readonly renaming: boolean;
  readonly onMenu: (event: CustomEvent<string>) => void;
  readonly endRename: (name: string | undefined) => void;
}

/** Which library it is, how much is in it, where it runs, and what can be done with it. */
export function renderLibraryBar({ controller, libraries, messages: m, model, renaming, onMenu, endRename }: LibraryBar) {
  const name = controller?.record.name ?? m.libraries;
  const count = controller?.ready.length ?? 0;
  const device = model.phase === 'ready' && model.model.backend ? m.device(model.model.backend, model.model.threads ?? 1) : '';
  return html`
    <div id="bar">
      ${
        renaming && controller
          ? renderNameField(m.libraryName, controller.record.name, endRename)
          : html`
              <saguim-menu
                id="libraries"
                .text=${name}
                .icon=${placeIcons.library}
                label=${m.chooseLibrary(name)}
                .items=${[
                  ...libraries.map(({ id, name: title }) => ({
                    id: `library ${id}`,
                    label: title,
                    checked: id === controller?.record.id,
                  })),
                  { id: 'new', label: m.newLibrary, icon: icons.plus, separated: libraries.length > 0 },
                  ...(controller
                    ? [
                        { id: 'rename', label: m.renameLibrary, icon: icons.edit },
                        { id: 'remove', label: m.removeLibrary, icon: icons.trash, danger: true },
                      ]
                    : []),
                ]}
                @menu-select=${onMenu}
              ></saguim-menu>
            `
      }
      <p id="where">${[count > 0 ? m.documents(count) : '', device].filter(Boolean).join(' · ')}</p>
      <saguim-menu
        id="add"
        label=${m.add}
        .text=${m.add}
        .icon=${icons.plus}
        .items=${[{ id: 'files', label: m.addFiles, icon: placeIcons.file }, { id: 'folder', label: m.addFolder, icon: placeIcons.folder }]}
        @menu-select=${onMenu}
      ></saguim-menu>
    </div>
  `;
}

export interface Filters {
  readonly controller: LibraryController;
  readonly view: SearchView;
  readonly messages: SearchMessages;
  readonly language: InterfaceLanguage;
  readonly change: (change: Partial<SearchView>) => void;
}

/** What the search keeps to, where there is something to choose, and what it found. */
export function renderFilters({ controller, view, messages: m, language, change }: Filters) {
  const ready = controller.ready;
  const types = documentTypes.filter((type) => ready.some((document) => document.type === type));
  const languages = [...new Set(ready.map((document) => document.language ?? ''))].filter(Boolean).sort();
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const { filter, like } = view;
  const found = controller.hits && controller.milliseconds !== undefined ? m.found(controller.hits.length, controller.milliseconds) : '';
  const showTypes = types.length > 1 || filter.type !== undefined;
  const showLanguages = languages.length > 1 || filter.language !== undefined;
  return html`
    <div id="filters" role="group" aria-label=${m.filters}>
      ${
        like
          ? html`<span class="like">${placeIcons.similar} <span>${m.similarTo} “${controller.document(like.document)?.title ?? ''}”</span>
              <button class="icon-button small" title=${m.endSimilar} aria-label=${m.endSimilar} @click=${() => change({ like: undefined })}>${icons.close}</button></span>`
          : nothing
      }
      ${
        showTypes
          ? html`<select id="type" aria-label=${m.type} @change=${(event: Event) => change({ filter: { ...filter, type: (event.target as HTMLSelectElement).value || undefined } })}>
              <option value="" ?selected=${!filter.type}>${m.anyType}</option>
              ${types.map((type) => html`<option value=${type} ?selected=${filter.type === type}>${m.types[type]}</option>`)}
            </select>`
          : nothing
      }
      ${
        showLanguages
          ? html`<select
              id="filter-language"
              aria-label=${m.languageFilter}
              @change=${(event: Event) => change({ filter: { ...filter, language: (event.target as HTMLSelectElement).value || undefined } })}
            >
              <option value="" ?selected=${!filter.language}>${m.anyLanguage}</option>
              ${languages.map((tag) => html`<option value=${tag} ?selected=${filter.language === tag}>${names.of(tag) ?? tag}</option>`)}
            </select>`
          : nothing
      }
      <p id="found">${found}</p>
    </div>
  `;
}
