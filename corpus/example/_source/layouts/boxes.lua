-- A division of class "box" becomes a call of the layout's own learning-box function.

function Div(div)
  if not div.classes:includes("box") then
    return nil
  end
  local open = '#learning-box("' .. (div.attributes.title or "") .. '")['
  local blocks = pandoc.List({ pandoc.RawBlock("typst", open) })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("typst", "]"))
  return blocks
end
