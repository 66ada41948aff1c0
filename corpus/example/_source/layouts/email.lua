-- A report pasted into the body of an e-mail: headings by number and capitals, nothing underlined.

local chapter, heading_number = 0, 0

local function Header(heading)
  local text = pandoc.utils.stringify(heading)
  if heading.level > 1 then
    heading_number = heading_number + 1
    return pandoc.Para({ pandoc.Str(chapter .. "." .. heading_number .. " " .. text) })
  end
  chapter, heading_number = chapter + 1, 0
  return pandoc.Para({ pandoc.Str(chapter .. ". " .. pandoc.text.upper(text)) })
end

function Pandoc(doc)
  doc.blocks = doc.blocks:walk({ Header = Header })
  return doc
end
