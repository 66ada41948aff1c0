-- In Word, a division of class "box" is a table of one cell, with the box's title in bold.

function Div(div)
  if not div.classes:includes("box") then
    return nil
  end
  local content = pandoc.List({ pandoc.Para({ pandoc.Strong({ pandoc.Str(div.attributes.title or "") }) }) })
  content:extend(div.content)
  return pandoc.utils.from_simple_table(pandoc.SimpleTable({}, { pandoc.AlignLeft }, { 1.0 }, {}, { { content } }))
end
