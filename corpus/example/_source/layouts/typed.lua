-- A Word report by somebody who never met the styles: chapters in bold capitals, headings in bold,
-- numbers typed by hand.

local function bold(text)
  return pandoc.Para({ pandoc.Strong({ pandoc.Str(text) }) })
end

function Pandoc(doc)
  local meta, chapter = doc.meta, 0
  local front = pandoc.List({
    bold(pandoc.utils.stringify(meta.partnership)),
    bold(pandoc.utils.stringify(meta.title)),
    pandoc.Para(pandoc.utils.blocks_to_inlines({ pandoc.Plain(meta.author_line) })),
    pandoc.Para(pandoc.utils.blocks_to_inlines({ pandoc.Plain(meta.published_line) })),
    pandoc.Para(pandoc.utils.blocks_to_inlines({ pandoc.Plain(meta.notice) })),
  })
  local function typed_heading(heading)
    local text = pandoc.utils.stringify(heading)
    if heading.level > 1 then
      return bold(text)
    end
    if heading.classes:includes("unnumbered") then
      return bold(pandoc.text.upper(text))
    end
    chapter = chapter + 1
    return bold(chapter .. ". " .. pandoc.text.upper(text))
  end
  front:extend(doc.blocks:walk({ Header = typed_heading }))
  return pandoc.Pandoc(front, {})
end
