-- Number sections (1, 2, ...) and the paragraphs in them (1.1, 1.2, ...), as overview reports do.
-- Sections of class "unnumbered" and paragraphs that carry their own label are left as they are.

local function numbered_paragraph(number, paragraph)
  if FORMAT == "typst" then
    local open = pandoc.RawBlock("typst", '#numbered("' .. number .. '")[')
    return { open, paragraph, pandoc.RawBlock("typst", "]") }
  end
  paragraph.content:insert(1, pandoc.Space())
  paragraph.content:insert(1, pandoc.Str(number))
  return { paragraph }
end

local function has_own_label(paragraph)
  return pandoc.utils.stringify(paragraph):match("^Recommendation %d") ~= nil
end

local function number_heading(heading, section)
  heading.content:insert(1, pandoc.Space())
  heading.content:insert(1, pandoc.Str(section .. "."))
  return heading
end

function Pandoc(doc)
  local blocks, section, count, numbering = pandoc.List(), 0, 0, false
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 then
      numbering = not block.classes:includes("unnumbered")
      if numbering then
        section, count = section + 1, 0
        block = number_heading(block, section)
      end
      blocks:insert(block)
    elseif block.t == "Para" and numbering and not has_own_label(block) then
      count = count + 1
      blocks:extend(numbered_paragraph(section .. "." .. count, block))
    else
      blocks:insert(block)
    end
  end
  doc.blocks = blocks
  return doc
end
