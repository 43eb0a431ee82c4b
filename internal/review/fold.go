package review

import (
	"slices"
	"unicode"
)

// foldFrom are the Latin and Greek letters with marks, in the order of their code points, and foldTo the letters that they
// are found by: what is left of each where its canonical decomposition loses its marks. The letters that Unicode does not
// take apart (ø, đ, ħ, ł …) are among them.
const (
	foldFrom = "àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľŀłńņňōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžſơưƶǎǐǒǔ" +
		"ǖǘǚǜǟǡǧǩǫǭǰǵǹǻȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳΐάέήίΰςϊϋόύώϓϔḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛ" +
		"ṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣ" +
		"ἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷιῂῃῄῆῇῐῑῒΐῖῗῠῡῢΰῤ" +
		"ῥῦῧῲῳῴῶῷ"
	foldTo = "aaaaaaceeeeiiiidnoooooouuuuyyaaaccccddeeeeegggghhiiiiijklllllnnnooorrrsssstttuuuuuuwyzzzsouzaiou" +
		"uuuuaagkoojgnaaaeeiioorruusthaeooooyιαεηιυσιυουωϒϒabbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprr" +
		"rrsssssttttuuuuuvvwwwwwxxyzzzhtwyaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyyααααααααεεεεεεηηηη" +
		"ηηηηιιιιιιιιοοοοοουυυυυυυυωωωωωωωωααεεηηιιοουυωωααααααααηηηηηηηηωωωωωωωωαααααααιηηηηηιιιιιιυυυυρ" +
		"ρυυωωωωω"
)

var foldRunes, plainRunes = []rune(foldFrom), []rune(foldTo)

// fold is the letter as a search compares it: small, without marks, and one of full width as the plain one.
func fold(r rune) string {
	if r >= 0xff10 && r <= 0xff5a {
		r -= 0xfee0
	}
	r = unicode.ToLower(r)
	switch r {
	case 'ß':
		return "ss"
	case 'æ', 'ǽ', 'ǣ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	case 'ĳ':
		return "ij"
	}
	if i, ok := slices.BinarySearch(foldRunes, r); ok {
		r = plainRunes[i]
	}
	return string(r)
}
