-- Shared by the web page, the PDF and the Word file: numbers tables and figures, so that all say the same,
-- makes tables reachable and readable by keyboard and screen reader, opens evidence in place on the web
-- page, names the styles of Word, and carries alternative text into the PDF, which pandoc's Typst writer
-- would drop.

local typst = FORMAT:match("typst") ~= nil
local word = FORMAT:match("docx") ~= nil
local html = not (typst or word)
local counts = { Table = 0, Figure = 0 }
local LONGEST = 24

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- "Table 3. What was read": the same words in both formats.
local function number(kind, caption)
  counts[kind] = counts[kind] + 1
  local label = pandoc.Strong { pandoc.Str(kind), pandoc.Space(), pandoc.Str(counts[kind] .. ".") }
  local inlines = pandoc.utils.blocks_to_inlines(caption.long)
  inlines:insert(1, pandoc.Space())
  inlines:insert(1, label)
  caption.long = { pandoc.Plain(inlines) }
  return caption
end

-- A long unbroken word, such as a file name, would run out of its column on paper.
local function breakable(str)
  if not typst or utf8.len(str.text) <= LONGEST then return nil end
  local out, run = {}, 0
  for _, code in utf8.codes(str.text) do
    local char = utf8.char(code)
    out[#out + 1] = char
    run = run + 1
    if char:match("[/_%-%.:&=?]") or run >= LONGEST then
      out[#out + 1] = utf8.char(0x200b)
      run = 0
    end
  end
  return pandoc.Str(table.concat(out))
end

local function image(img)
  if not typst then return nil end
  local alt = pandoc.utils.stringify(img.caption)
  return pandoc.RawInline("typst",
    "#image(" .. typst_string(img.src) .. ", alt: " .. typst_string(alt) .. ")")
end

-- A region that the keyboard can reach and scroll, for what is wider than a narrow screen.
local function scrolling(block, name)
  local label = name .. ", scrolls sideways on a narrow screen"
  -- a list of pairs, because the order of a Lua table varies from run to run
  return pandoc.Div({ block }, pandoc.Attr("", { "scroll" },
    { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label } }))
end

local FLOATING = { ["control-charts"] = true, recurrence = true, comparison = true }

local function chart(fig)
  fig.caption = number("Figure", fig.caption)
  if html then fig.content = { scrolling(fig.content[1], "Figure " .. counts.Figure) } end
  -- on paper the text goes on where one of these large charts does not fit
  local source = fig.content[1].content and fig.content[1].content[1].src or ""
  if typst and FLOATING[source:match("charts/([a-z-]+)%.svg") or ""] then
    return { pandoc.RawBlock("typst", "#floating["), fig, pandoc.RawBlock("typst", "]") }, false
  end
  return fig, false
end

local function heads_of_rows(tbl)
  for _, body in ipairs(tbl.bodies) do body.row_head_columns = 1 end
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do cell.attributes.scope = "col" end
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do row.cells[1].attributes.scope = "row" end
  end
end

local function wide_table(tbl)
  tbl.caption = number("Table", tbl.caption)
  if typst then return tbl, false end
  heads_of_rows(tbl)
  if word then return tbl, false end
  -- false: do not walk into the new block, which holds this table again
  return scrolling(tbl, "Table " .. counts.Table), false
end

local function shown_as(name, content)
  local blocks = pandoc.List { pandoc.RawBlock("typst", "#" .. name .. "[") }
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("typst", "]"))
  return blocks
end

local function escaped(text)
  return text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;")
end

-- What is opened in place: the words of `told` stay in sight, the rest on request, with no script.
local function opened(div)
  local summary = escaped(pandoc.utils.stringify(div.attributes.told))
  local id = div.identifier ~= "" and ' id="' .. div.identifier .. '"' or ""
  local blocks = pandoc.List { pandoc.RawBlock("html",
    '<details class="evidence"' .. id .. "><summary>" .. summary .. "</summary>") }
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

local NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
-- The entries are filled in; Word adds their pages when a person asks it to.
local CONTENTS = NEW_PAGE .. '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'
  .. '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
  .. '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
  .. '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>CONTENTS</w:t></w:r>'
  .. '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'

local PAGES = { newpage = true, onepage = true, restpage = true, endpage = true }

local function for_word(div)
  local class = div.classes[1]
  if class == "contents" then return pandoc.RawBlock("openxml", CONTENTS) end
  if class == "newpage" or class == "onepage" then return pandoc.RawBlock("openxml", NEW_PAGE) end
  if PAGES[class] then return {} end
  if class then
    div.attributes["custom-style"] = class:sub(1, 1):upper() .. class:sub(2)
    return div
  end
end

local function named_block(div)
  local class = div.classes[1]
  if word then return for_word(div) end
  if class == "contents" then return typst and pandoc.RawBlock("typst", "#contents()") or {} end
  if PAGES[class] and html then return {} end
  if class == "onepage" or class == "restpage" then return pandoc.RawBlock("typst", "#" .. class .. "[") end
  if class == "endpage" then return pandoc.RawBlock("typst", "]") end
  if class == "evidence" and html then return opened(div) end
  if typst and class then return shown_as(class, div.content) end
end

local function named_span(span)
  if word and span.classes[1] == "source" then
    span.attributes["custom-style"] = "Source"
    return span
  end
  if not (typst and span.classes[1]) then return nil end
  local inlines = pandoc.List { pandoc.RawInline("typst", "#" .. span.classes[1] .. "[") }
  inlines:extend(span.content)
  inlines:insert(pandoc.RawInline("typst", "]"))
  return inlines
end

return {
  -- first alone, so that numbers follow the order of the page
  { traverse = "topdown", Table = wide_table, Figure = chart },
  { Str = breakable, Image = image, Div = named_block, Span = named_span },
}
