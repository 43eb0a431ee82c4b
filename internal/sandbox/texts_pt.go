package sandbox

func portuguese() language {
	return language{
		code: "pt", locale: "pt-PT", weight: 2,
		first:  []string{"Inês", "João", "Conceição", "Rui", "Beatriz", "Gonçalo", "Leonor", "Tiago", "Mafalda", "Zeferino", "Catarina"},
		last:   []string{"Sertãozinho", "Figueiredo", "Lourenço", "Brandão", "Queirós", "Simões", "Magalhães", "Tavares", "Falcão", "Pinhal"},
		places: []string{"Évora, PT", "Porto, PT", "Lisboa, PT", "Braga, PT", "Covilhã, PT"},
		happy: voice{
			titles: []string{"Muito satisfeita", "Recomendo vivamente", "Cinco estrelas", "Vou voltar a comprar"},
			short:  []string{"Tudo perfeito, obrigada!", "Rápido e simples.", "Boas botas, bom preço.", "Recomendo."},
			begin:  []string{"É a terceira vez que compro aqui e corre sempre bem.", "Raramente escrevo opiniões, mas esta é merecida.", "Precisávamos de uma tenda com urgência para o Gerês."},
			told: []told{
				{"shipping", "Entrega rápida", "Encomendei no domingo à noite e na terça já cá estava."},
				{"staff", "Atendimento excelente", "{staff} explicou-me ao telefone, com toda a calma, a diferença entre as duas mochilas."},
				{"quality", "", "O casaco já aguentou {n} dias de chuva e continuo seco."},
				{"sizing", "", "O guia de tamanhos está certo: nem uma bolha."},
				{"refund", "", "Devolvi umas calças e ao fim de {n} dias tinha o dinheiro na conta."},
				{"damaged", "", "Uma espia vinha torta; mandei uma fotografia e dois dias depois chegou um conjunto novo."},
			},
			aside: []string{"Até o cão gostou.", "Embalado em cartão, sem plástico.", "A cor é um pouco mais escura do que na fotografia."},
			end:   []string{"Obrigado a todos!", "Vou voltar.", "Continuem assim."},
		},
		mixed: voice{
			titles: []string{"Razoável", "Bom produto, mas…", "Podia ser melhor"},
			short:  []string{"Razoável.", "Boas botas, má comunicação.", "Chegou tarde, mas chegou."},
			begin:  []string{"Nem bom nem mau.", "O produto em si é bom."},
			told: []told{
				{"shipping", "Entrega lenta", "Demorou {n} dias quando prometiam três, e ninguém avisou."},
				{"quality", "", "As calças são confortáveis, mas o fecho do bolso já encrava."},
				{"sizing", "", "O polar é pequeno; tive de trocar e pagar eu os portes."},
				{"website", "", "No site dizia que havia em stock e dois dias depois disseram que não."},
			},
			aside: []string{"Fico com ele na mesma.", "Talvez tenha tido azar."},
			end:   []string{"Vamos ver quanto tempo dura.", "Há espaço para melhorar."},
		},
		angry: voice{
			titles: []string{"Nunca mais", "Muito desiludida", "Não recomendo"},
			short:  []string{"Nunca mais.", "Continuo sem encomenda e sem resposta.", "Péssimo serviço.", "Encomenda {order}: onde está???"},
			begin:  []string{"Sou cliente há anos e estou mesmo desiludido.", "Devia ter lido as opiniões antes.", "Era para ser um presente de anos."},
			told: []told{
				{"shipping", "Nunca chegou", "Encomendei há {n} dias, encomenda {order}, e ainda não chegou nada."},
				{"damaged", "Chegou partido", "A tenda chegou com um rasgão no interior e uma vareta partida."},
				{"refund", "Ainda espero o reembolso", "Devolvi as botas no dia 3, receberam-nas no dia 5, e continuo à espera dos 149 €."},
				{"quality", "Descolou a sola", "A sola descolou ao segundo fim de semana, num caminho normal."},
				{"sizing", "Duas vezes o tamanho errado", "Pedi o 39 e veio o 42. Troquei e voltou a vir o 42."},
				{"staff", "Ninguém responde", "Três e-mails e dois telefonemas; prometem sempre ligar de volta e ninguém liga."},
			},
			aside: []string{"Partimos na sexta e estamos sem tenda.", "Tenho fotografias de tudo."},
			end:   []string{"Quero o meu dinheiro de volta.", "Respondam, por favor.", "O próximo passo é o livro de reclamações.", "Uma estrela porque zero não dá."},
		},
		but: []string{"Menos uma estrela pelo prazo de entrega.", "As instruções são minúsculas.", "Os portes são um pouco caros."},
		reply: replies{
			hello:  []string{"Olá, {name},", "Bom dia, {name},"},
			thanks: []string{"muito obrigada pelas suas palavras, vou passá-las ao armazém.", "que bom ler isto, obrigada por escrever!"},
			sorry:  []string{"lamento muito, não devia ter sido assim.", "compreendo o seu desagrado e peço desculpa."},
			help: []string{
				"Pode responder ao nosso e-mail de hoje para eu resolver o assunto?", "Segue hoje um novo, não precisa de fazer nada.",
				"Pedi à transportadora o comprovativo e escrevo-lhe até amanhã.",
			},
			bye: []string{"Com os melhores cumprimentos,", "Um abraço,"},
		},
		ask:      []string{"Olá, {name}, não encontramos uma encomenda em seu nome. Pode dizer-nos o número?"},
		answered: []string{"É a {order}, em nome do meu marido.", "Encomenda {order}, comprei sem conta."},
	}
}
