-- A Word report with real styles: a title page from the front matter, then a page break.

local function styled(meta, style)
  return pandoc.Div({ pandoc.Para(pandoc.utils.blocks_to_inlines({ pandoc.Plain(meta) })) }, { ["custom-style"] = style })
end

local PAGE_BREAK = pandoc.RawBlock("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

function Pandoc(doc)
  local meta = doc.meta
  local front = pandoc.List({
    styled(meta.partnership, "Subtitle"),
    styled(meta.title, "Title"),
    styled(meta.author_line, "Author"),
    styled(meta.published_line, "Date"),
    styled(meta.notice, "Abstract"),
    PAGE_BREAK,
  })
  front:extend(doc.blocks)
  return pandoc.Pandoc(front, {})
end
