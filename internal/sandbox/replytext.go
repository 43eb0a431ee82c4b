package sandbox

import (
	"strings"
	"unicode"
)

// normal is the text of a reply after the steps that a switch names.
func normal(text string, steps []string) string {
	for _, step := range steps {
		switch step {
		case "trim":
			text = strings.TrimSpace(text)
		case "lf":
			text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		case "crlf":
			text = strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n", "\r\n")
		case "nfc":
			text = composed(text)
		case "noEmoji":
			text = strings.Map(withoutEmoji, text)
		}
	}
	return text
}

// withoutEmoji drops pictures and what joins and colours them.
func withoutEmoji(r rune) rune {
	picture := r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r >= 0xE0020 && r <= 0xE007F
	if picture || r == 0xFE0F || r == 0x200D || r == 0x20E3 || r == 0x2B50 || r == 0x2B55 {
		return -1
	}
	return r
}

// composed joins Latin letters with the mark that follows them, and kana with
// their sound marks: the part of Unicode's form NFC that European and Japanese
// texts meet.
func composed(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if n := len(out); n > 0 && unicode.Is(unicode.M, r) {
			if joined, known := joinMark(out[n-1], r); known {
				out[n-1] = joined
				continue
			}
		}
		out = append(out, r)
	}
	return string(out)
}

// joinMark finds the letter that a letter and a mark make.
func joinMark(letter, mark rune) (rune, bool) {
	switch mark {
	case 0x3099:
		return letter + 1, strings.ContainsRune("かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ", letter)
	case 0x309A:
		return letter + 2, strings.ContainsRune("はひふへほハヒフヘホ", letter)
	}
	pairs := map[rune]string{
		0x300: "AÀEÈIÌOÒUÙaàeèiìoòuù", 0x301: "AÁCĆEÉIÍNŃOÓSŚUÚYÝZŹaácćeéiínńoósśuúyýzź", 0x302: "AÂEÊIÎOÔUÛaâeêiîoôuû",
		0x303: "AÃNÑOÕaãnñoõ", 0x307: "IİZŻzż", 0x308: "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ", 0x30A: "AÅUŮaåuů", 0x30C: "CČDĎEĚNŇRŘSŠTŤZŽcčdďeěnňrřsštťzž",
		0x327: "CÇSŞcçsş", 0x328: "AĄEĘaąeę", 0x30B: "OŐUŰoőuű",
	}
	list := []rune(pairs[mark])
	for i := 0; i+1 < len(list); i += 2 {
		if list[i] == letter {
			return list[i+1], true
		}
	}
	return 0, false
}
