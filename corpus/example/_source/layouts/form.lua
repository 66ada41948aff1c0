-- A rapid review form: bold paragraphs for headings (no heading styles), answers in tables.
-- A "form" division has a row for each question and its answer, side by side;
-- with class "stacked" the question stands in a row above its answer.

local function bold(inlines)
  return pandoc.Para({ pandoc.Strong(inlines) })
end

local function side_by_side(items)
  local rows = items:map(function(item)
    return { { bold(item[1]) }, item[2][1] }
  end)
  return rows, { pandoc.AlignLeft, pandoc.AlignLeft }, { 0.3, 0.7 }
end

local function stacked(items)
  local rows = pandoc.List()
  for _, item in ipairs(items) do
    rows:insert({ { bold(item[1]) } })
    rows:insert({ item[2][1] })
  end
  return rows, { pandoc.AlignLeft }, { 1.0 }
end

local function form_table(items, in_rows)
  local rows, aligns, widths = in_rows(pandoc.List(items))
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, aligns, widths, {}, rows))
end

local function Div(div)
  if not div.classes:includes("form") then
    return nil
  end
  local in_rows = div.classes:includes("stacked") and stacked or side_by_side
  return form_table(div.content[1].content, in_rows)
end

local function Header(heading)
  return bold(heading.content)
end

function Pandoc(doc)
  local meta = doc.meta
  local front = pandoc.List({
    bold(meta.partnership),
    bold(meta.title),
    pandoc.Para(meta.published_line),
    pandoc.Para(meta.author_line),
    pandoc.Para(meta.notice),
  })
  front:extend(doc.blocks:walk({ Div = Div, Header = Header }))
  -- Word would print the metadata again as a title; a PDF needs it for its properties
  return pandoc.Pandoc(front, FORMAT == "typst" and meta or {})
end
